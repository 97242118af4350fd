"""What cells show, kept for tests to look at."""

from tests.display.cells import shown

__all__ = ["shown"]
