"""Cases of all kinds: how they are drawn, and what the planted ones came to."""
