"""Documents to tables: numbered lines, keys, the readings that readers give, and the ledger of every line.

``graph`` (ledger), ``server`` (documents) and the readers of the sources may import it. It may import ``mappings.map``,
``csv_source``, ``mappings.helpers`` and ``ontology``; a source is reached through ``readers.reader_of`` only.
"""
