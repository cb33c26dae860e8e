"""The processes of a server: a master that stays, a supervisor for each release that is served, and its web workers.

Only the command line imports it. It imports the application (``app``) and what that is made with: display, query, http,
pages and the texts of sources; it knows neither HTTP nor RDF.
"""
