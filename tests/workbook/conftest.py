"""The closed small company, and what cells show, for every test of workbooks."""

from tests.display.cells import shown
from tests.workbook.small import closed, once_closed

__all__ = ["closed", "once_closed", "shown"]
