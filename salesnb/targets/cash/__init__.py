"""The cash to come: `collections` is the entry."""
