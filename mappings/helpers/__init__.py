"""Helpers that read Japanese administrative text: one noun a module, text in, values out."""
