"""Moves of marketing money: from what was spent, by what it brought, to what to spend next year."""
