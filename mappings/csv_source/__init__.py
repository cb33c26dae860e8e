"""A CSV file as a source: ``source.yaml`` declares its columns; tables, CSVW metadata and rules are made from it.

The file is the document: its lines are what rows cite. ``mappings.map`` may import this room; it may import
``helpers``, ``ontology`` and the modules beside these rooms. It knows no file of any site; ``layouts/`` describes the
columns of the standard data sets of Japan's local governments.
"""
