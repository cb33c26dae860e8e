"""The commands of this room, each in a module of its name, which is imported when the command runs."""

COMMANDS = {"extract": "Read the documents of a site into tables."}
"""Each command with the first line of its help."""
