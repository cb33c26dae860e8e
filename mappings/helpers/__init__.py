"""Helpers that read Japanese administrative text: text in, values out, one subject a module.

``csv_source``, ``read``, ``register`` and the readers of the sources may import them. They may import
``mappings.csv_files`` and ``ontology``, and read the lookup files and tables of the register; they know no document.
"""
