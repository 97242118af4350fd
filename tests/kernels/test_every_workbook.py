"""Every shipped workbook says the same from any kernel and in either order of languages."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from salesnb.months import Month
from salesnb.paths import open_company, resource
from salesnb.runs.month import Options, Outcome, run_month
from tests.runs.small import bytes_below

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]


def done(root: Path, langs: tuple[str, ...], *, fresh: bool) -> tuple[Outcome, dict[str, str]]:
    """Run the demo month's workbooks anew; return how it ended and what came out."""
    month = open_company(root).month(Month.parse("2026-10"))
    for pages in ("executed", "artefacts", "report"):
        shutil.rmtree(month.root / pages, ignore_errors=True)
    options = Options(langs, jobs=2, fresh_kernels=fresh)
    outcome = run_month(open_company(root), Month.parse("2026-10"), options)
    return outcome, {
        name: digest
        for name, digest in bytes_below(month.root).items()
        if name.startswith(("executed", "artefacts", "report"))
    }


def test_every_workbook_says_the_same_from_a_forked_kernel_and_in_either_order_of_languages(
    tmp_path: Path,
) -> None:
    """The first language computes, the second takes its results: so neither may depend on it."""
    root = tmp_path / "demo"
    shutil.copytree(resource("data", "demo"), root, ignore=shutil.ignore_patterns("months"))
    found = []
    for fresh, langs in ((False, ("en", "zh")), (True, ("zh", "en"))):
        outcome, pages = done(root, langs, fresh=fresh)
        assert outcome.n_failed == 0 and not outcome.fresh_kernels, outcome.workbooks
        assert not any(one.get("unchanged") for one in outcome.workbooks.values())
        found.append(pages)
    assert len([name for name in found[0] if name.startswith("executed")]) >= 4
    assert found[0] == found[1]
