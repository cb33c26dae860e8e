"""``tabunka extract``: documents become tables; ``init``: a new site; ``correct``: a row of corrections.

Each command is in a module of its name, which ``server.cli`` imports when the command runs; nothing else imports this
room. It may import ``mappings``, ``map``, ``read`` and ``new_site``.
"""

COMMANDS = {
    "correct": "Correct or add a value of a row, as a message of a reader asks.",
    "extract": "Read the documents of a site into tables.",
    "init": "Make the folder NAME a new site.",
}
"""Each command with the first line of its help."""
