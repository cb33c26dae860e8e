"""``/source/{document}``: what the ledger says of each line of a source document, and what a line supports.

Imported by the application, and by the processes, which load the texts. May import graph, display and http.
"""
