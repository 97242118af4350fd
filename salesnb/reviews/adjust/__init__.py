"""Which parts of the year will not reach their targets, and what would repair the plan."""
