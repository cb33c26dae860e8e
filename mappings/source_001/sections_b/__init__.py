"""The second half of document 001, one module a kind of table."""
