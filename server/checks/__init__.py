"""Checks of a SPARQL and linked-data server from outside, each by a section of a standard, and the score they make.

Imported by the command ``tabunka score`` only. May import graph for measurements, and nothing else of the server: it
measures any server by HTTP.
"""
