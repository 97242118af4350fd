"""Every shipped workbook says the same again, and in either order of languages.

That a forked kernel says what a fresh one says is seen workbook by workbook by nbval, which runs
forked kernels (`salesnb.kernels.pytest_plugin`) against outputs that fresh ones saved.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from salesnb.months import Month
from salesnb.paths import open_company
from salesnb.runs.month import Options, run_month
from tests.runs.small import bytes_below

MONTH = Month.parse("2026-10")
WRITTEN = ("executed", "artefacts", "report")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]


def pages_of(root: Path) -> dict[str, str]:
    """Return the digests of what the demo month's workbooks wrote, and of its packs."""
    below = bytes_below(open_company(root).month(MONTH).root)
    return {name: one for name, one in below.items() if name.startswith(WRITTEN)}


def test_every_workbook_says_the_same_again_and_in_either_order_of_languages(
    run_demo: Path, tmp_path: Path
) -> None:
    """The first language computes, the second takes its results: so neither may depend on it."""
    again = tmp_path / "demo"
    shutil.copytree(run_demo, again, ignore=shutil.ignore_patterns(*WRITTEN))
    outcome = run_month(open_company(again), MONTH, Options(("zh", "en"), jobs=2))
    assert outcome.n_failed == 0 and not outcome.fresh_kernels, outcome.workbooks
    assert not any(one.get("unchanged") for one in outcome.workbooks.values())
    found = pages_of(run_demo)
    assert len([name for name in found if name.startswith("executed")]) >= 4
    assert found == pages_of(again)
