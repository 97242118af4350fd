"""Whom to call first: chances from what is known before the call, tested on later calls."""
