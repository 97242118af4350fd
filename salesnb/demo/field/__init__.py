"""Visits: which are held, on which day and hour, for which aim, and what they cost."""
