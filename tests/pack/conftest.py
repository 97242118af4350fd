"""The small month for all tests of the pack, and the demo company's for the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.display.cells import shown
from tests.pack.small import pack

__all__ = ["demo_report", "pack", "shown"]


@pytest.fixture(scope="session")
def demo_report(run_demo: Path) -> Path:
    """The report folder of the demo company's month in both languages."""
    return run_demo / "months" / "2026-10" / "report"
