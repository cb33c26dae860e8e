"""The page of the ontology: its diagram, and each term with what it means and how the release uses it."""
