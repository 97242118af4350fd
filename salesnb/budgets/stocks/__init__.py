"""Spending by month whose effect carries over: `salesnb.budgets.monthly` is the entry."""
