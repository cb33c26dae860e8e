"""How RDF becomes a release: run the mappings, keep lineage, validate, describe, dump, store, trace."""
