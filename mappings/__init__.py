"""How documents become RDF: sources with their readers, tables and rules, and their shared code.

``server`` and ``graph`` may import it; it imports ``ontology`` alone. Inside, imports go one way:
``csv_files`` and ``site``, then ``helpers``, ``csv_source`` and ``map``, then ``read``, then ``register`` and the
sources, then ``commands``.
"""
