"""The commands that make, check and ask a release.

Each command is in a module of its name, which ``server.cli`` imports when the command runs; nothing else imports this
room. It may import ``check``, ``build``, ``compare``, ``publish``, ``push``, ``write`` and ``ask``, ``mappings`` and
``shapes``.
"""

COMMANDS = {
    "build": "Build a validated release from the tables and make it the current one.",
    "publish": "Make the draft of `tabunka build --draft` the current release.",
    "push": "Load a release into the store at URL, and count it there.",
    "releases": "List the releases of the site, the newest first, with what is kept of each.",
    "check": "List every problem of the tables, rules, IRIs and shapes of a site at once; nothing is built.",
    "preview": "Show what becomes of the row KEY of TABLE: its cells, its statements, its page; nothing is built.",
    "rollback": "Make release ID the current one; without ID, the release before the current.",
    "prune": "Keep the newest N releases, and of those before only the description.",
    "source": "Add a source to a site, or write what is generated of one.",
    "validate": "Validate the current release, or RDF FILES, with the site's SHACL shapes and quality queries.",
    "query": "Ask the current release a SPARQL QUERY; `-` reads it from standard input.",
    "table": "Print the table NAME as CSV, read back from the graph by the query beside the table.",
    "trace": "List every statement about IRI with the table, row, document and lines it comes from.",
    "ledger": "Tell the status of every line of every document.",
    "diff": "Tell what changed from A to B: versions of releases, or files of RDF in any format, compressed or not.",
}
"""Each command with the first line of its help."""
