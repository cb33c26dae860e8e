"""``tabunka extract``: documents become tables.

Each command is in a module of its name, which ``server.cli`` imports when the command runs; nothing else imports this
room. It may import ``mappings``, ``map`` and ``read``.
"""

COMMANDS = {"extract": "Read the documents of a site into tables."}
"""Each command with the first line of its help."""
