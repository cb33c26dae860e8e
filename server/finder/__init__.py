"""The finder: what is offered, in which language, on which day, where, how and about what.

Facets are declared in ``facets.yaml`` as SPARQL patterns, which fill the index and make the query of a state.
"""
