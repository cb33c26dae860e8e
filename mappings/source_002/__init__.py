"""Document 002: the Immigration Services Agency's guide to one-stop consultation counters for foreign residents."""
