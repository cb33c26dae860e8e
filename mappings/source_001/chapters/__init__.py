"""Readers of the parts of document 001, one module a subject.

They import the modules beside this folder; only ``outlined_chapters`` and ``walked_chapters`` import them.
"""
