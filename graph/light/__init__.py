"""Light releases: of RDF as it is, made in seconds and kept in a cache, for ``tabunka serve FILE``.

Only that command imports this room. It may import ``build``, ``publish`` and ``write``.
"""
