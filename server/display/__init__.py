"""The context of every page: the release being served, and the labels, names, values, words and links that pages show.

Every room that shows pages may import this one. It imports ``graph`` to read the release, ``http`` for the files of the
site, and ``query`` for the runner; it shows no page itself.
"""
