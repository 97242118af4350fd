"""The command line. Imports stay light: each command imports what it runs."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exit 0 done, 1 the data or a workbook has errors, 2 wrong usage."""
    import io
    import sys

    from salesnb.cli.interrupts import until_interrupted

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack characters: they are escaped
            stream.reconfigure(errors="backslashreplace")
    until_interrupted()
