"""The register: local governments, languages and organisations that the documents refer to."""
