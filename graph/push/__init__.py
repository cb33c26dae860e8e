"""How a release is loaded into a store of another project, by the SPARQL 1.1 Graph Store HTTP Protocol, and counted.

``graph.commands`` imports this room; the server never does. It imports the modules of ``graph`` alone.
"""
