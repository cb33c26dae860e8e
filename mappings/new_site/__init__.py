"""What a new site begins with: ``site.toml`` and a ``.gitignore``, written by ``tabunka init``.

The commands of ``mappings`` import this room. It imports the modules of ``mappings`` itself and ``ontology``.
"""
