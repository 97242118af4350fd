"""Sales and orders of the months to come, if nothing changes: `outlook` is the entry."""
