"""What threatens sales and what was won, in money, with what would confirm it."""
