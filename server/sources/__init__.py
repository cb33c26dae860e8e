"""``/source/{document}``: the ledger of a source document, line by line, and the statements that a line supports.

Imported by the application, and by the processes, which load the texts. May import graph, display and http.
"""
