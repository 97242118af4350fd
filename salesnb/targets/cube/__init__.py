"""The plan cube: `fitting` is the entry, `replanning` and `versions` change it."""
