"""Assigned: who answers for each part of the month's targets, and what each rep is to bring."""
