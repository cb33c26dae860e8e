"""``tabunka serve`` and ``tabunka score``.

Each command is in a module of its name, which ``server.cli`` imports when the command runs; nothing else imports this
room. It may import ``server.processes``, ``server.checks``, ``server.http`` and the rooms below them.
"""

COMMANDS = {
    "score": (
        "Print the quality of the current release: the measurements of the build, and those of a running server."
    ),
    "serve": "Serve a release: pages, URIs, SPARQL, dumps.",
}
"""Each command with the first line of its help."""
