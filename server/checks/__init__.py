"""Checks of any SPARQL and linked-data server from outside, each from a standard: ours is measured like its peers."""
