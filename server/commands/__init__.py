"""The commands of this room, each in a module of its name, which is imported when the command runs."""

COMMANDS = {
    "score": (
        "Tell the quality of the current release: what the build measured, and what was measured of a running server."
    ),
    "serve": "Serve a release: pages, URIs, SPARQL, dumps.",
}
"""Each command with the first line of its help."""
