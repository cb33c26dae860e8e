"""Things whose IRIs begin anywhere, as somebody else's data has them: their documents, classes, and trees of concepts.

Imported by the pages and the application. May import http, display and what these import.
"""
