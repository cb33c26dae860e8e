"""Timings beside a peer in one run. Quote the ratios: machines differ and are noisy."""
