"""The command line. Imports stay light: each command imports what it runs."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exit 0 done, 1 the data or a workbook has errors, 2 wrong usage."""
    from salesnb.cli.interrupts import until_interrupted

    until_interrupted()
