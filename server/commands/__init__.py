"""``tabunka serve``, ``tabunka score`` and ``tabunka export``.

Each command is in a module of its name, which ``server.cli`` imports when the command runs; nothing else imports this
room. It may import ``server.processes``, ``server.checks``, ``server.http``, ``server.export`` and the rooms below.
"""

COMMANDS = {
    "export": "Write a release into DIR as files, which nginx gives out as the server does.",
    "score": (
        "Print the quality of the current release: the measurements of the build, and those of a running server."
    ),
    "serve": "Serve a release: pages, URIs, SPARQL, dumps. With FILE, any RDF: files, or folders of them.",
}
"""Each command with the first line of its help."""
