"""Check a site without building it: everything that is wrong, in the words of a spreadsheet.

The commands import this room. It may import ``build``, whose checks it runs, ``write`` and ``mappings``.
"""
