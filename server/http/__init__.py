"""HTTP without RDF: which format a client gets, how long it may keep it, how it is compressed, who may ask how often.

Every room that answers requests may import this one. It imports the formats of ``graph`` and the settings and metrics
of the server; it knows no store, no query and no page.
"""
