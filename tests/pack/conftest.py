"""The small month for all tests of the pack, and the demo company's for the long ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salesnb.paths import resource
from tests.display.cells import shown
from tests.pack.small import pack

__all__ = ["demo_report", "pack", "shown"]


@pytest.fixture(scope="session")
def demo_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report folder of the demo company's month in both languages, made once."""
    company = tmp_path_factory.mktemp("packs") / "demo"
    shutil.copytree(resource("data", "demo"), company, ignore=shutil.ignore_patterns("months"))
    run = "from salesnb.cli import main; main()"
    asked = ["--month", "2026-10", "--lang", "en", "--lang", "zh"]
    command = [sys.executable, "-c", run, "run", str(company), *asked]
    subprocess.run(command, check=True, capture_output=True)
    return company / "months" / "2026-10" / "report"
