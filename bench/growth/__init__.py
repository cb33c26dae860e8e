"""Tables of this domain at a chosen size, and what a release of them costs: ``python -m bench.growth --help``."""
