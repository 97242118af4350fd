"""The command line. Imports stay light: each command imports what it runs."""

from __future__ import annotations

from salesnb.cli.app import main

__all__ = ["main"]
