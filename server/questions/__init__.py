"""Curated questions asked by people: cards, menus, answers as tables and pictures (``/questions``)."""
