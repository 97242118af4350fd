"""The sheet before a visit: which aims, from what to what, and with what it is prepared."""

from salesnb.actions.sheets.study import ground_of, words_of, write_sheets

__all__ = ["ground_of", "words_of", "write_sheets"]
