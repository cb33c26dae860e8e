"""RDF as it is: files of somebody else, read without a table and without rules.

Their IRIs and named graphs stay as they are, and their blank nodes get labels that depend on the files alone, so that
the same files give the same bytes. ``mappings.map`` and ``graph`` may import this room. It may import ``ontology``.
"""
