"""Customers: who deserves our time, what we know of them, and what could be lost."""
