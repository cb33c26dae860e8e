"""Readers of document 001, a module a kind of table."""
