"""The small month of the pack, for what cells show."""

from tests.pack.small import shown

__all__ = ["shown"]
