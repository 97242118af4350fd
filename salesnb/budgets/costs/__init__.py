"""What the plan costs: drivers, keys, credit, the contribution it leaves, the flexed budget."""
