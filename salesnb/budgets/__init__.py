"""Budgets: what the plan costs, and where the next unit of money works hardest."""
