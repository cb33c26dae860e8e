"""Flattened text to tables by declaration: YAML files say where facts stand, one engine reads them.

``outline`` cuts a document at its headings, ``verbs`` runs the steps of a section on its ``flow`` of lines;
``patterns`` and ``templates`` are the two small languages of the steps, and ``builder`` collects rows with the lines
that they were read from. The readers of the sources import it. It may import ``mappings.read``, ``mappings.map`` and
``mappings.helpers``.
"""
