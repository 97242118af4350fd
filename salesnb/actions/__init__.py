"""Actions: what is to be done, with what aim, and which of it works."""
