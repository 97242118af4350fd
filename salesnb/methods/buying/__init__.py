"""When customers buy again: purchase summaries, BG/NBD, gamma-gamma, a model of one window back."""
