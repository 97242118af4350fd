"""Customers and reps: who they are, what is told of them, what changes and who owns them."""
