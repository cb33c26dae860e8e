"""Timings beside a peer in one run. Quote the ratios: machines differ and are noisy.

``make bench`` runs this room; only tests import it. It may import every other room.
"""
