"""The Flask application (negotiation, resources, SPARQL, dumps, descriptions, pages) and the command line."""
