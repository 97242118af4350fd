"""Deals to their end, what was written down of them, and how leads become customers."""
