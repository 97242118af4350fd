"""Measurements, side by side with a peer. `make bench` runs them all and prints ratios."""
