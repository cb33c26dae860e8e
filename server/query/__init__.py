"""How a query is run and bounded: from its tokens to the process that answers it (docs/query-processes.md).

Rooms that ask queries may import it: they need ``runner``, ``request``, ``limits`` and ``tokeniser``; ``server.app``
starts its pool. It imports graph, ontology and ``server.children``: no Flask, no pages, no settings.
"""
