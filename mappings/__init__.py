"""How documents become RDF: sources, their readers, tables and rules, and what they share."""
