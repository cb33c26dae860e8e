"""Tables to statements: CSVW tables, YARRRML rules, their interpreter, corrections and derivations.

``graph``, ``server`` and every other room of ``mappings`` but ``helpers`` may import it. It may import
``csv_source``, ``as_is``, ``mappings.csv_files`` and ``ontology``; it knows no document and no reader.
"""
