"""RDF as it is: files of somebody else, read without a table and without rules.

Their IRIs stay, their named graphs stay, and their blank nodes get labels that depend on the files alone, so that the
same files give the same bytes. Imported by the build. May import the ontology.
"""
