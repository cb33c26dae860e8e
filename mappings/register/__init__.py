"""The register: local governments, languages, countries and organisations that the documents refer to.

Its tables, rules and lookups are data that ``mappings.helpers`` and the build read. Nobody imports its modules, which
write the tables; they may import ``mappings.helpers``, ``mappings.map``, ``mappings.read`` and ``ontology``.
"""
