"""Checking: canonical tables against their contracts, every problem at once; see `tables`."""
