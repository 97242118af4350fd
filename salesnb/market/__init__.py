"""The market: how large it is, how much of it is ours, who else takes it, what is left to win."""
