"""Two runs at once: of one month the second says who holds it, of two months both go through."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.runs.small import bytes_below, company, good, run, workbooks

pytestmark = pytest.mark.long


def started(root: Path, books: Path, month: str) -> subprocess.Popen[str]:
    """Start a run as a person would, in a process of its own."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from salesnb.cli import main; main()",
            "run",
            str(root),
            "--month",
            month,
            "--jobs",
            "1",
        ],
        env={**os.environ, "SALESNB_NOTEBOOKS": str(books), "SALESNB_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until_there(file: Path) -> str:
    """Return the cell of a workbook that goes on once a file is there, or after two minutes."""
    return (
        "import pathlib, time\nend = time.monotonic() + 120\n"
        f"while not pathlib.Path({str(file)!r}).exists() and time.monotonic() < end:\n"
        "    time.sleep(0.05)"
    )


def test_two_runs_of_a_month_do_not_interleave(tmp_path: Path) -> None:
    """The run that holds the month ends only after the other was sent away."""
    is_refused = tmp_path / "refused"
    cells = [*good("a_one", "a_one_sum"), until_there(is_refused)]
    books = workbooks(tmp_path / "books", {"a_one": cells})
    is_refused.touch()
    alone = company(tmp_path / "alone" / "small")
    run(alone, books)
    is_refused.unlink()
    root = company(tmp_path / "small").root
    both = [started(root, books, "2026-10") for _ in range(2)]
    while all(process.poll() is None for process in both):
        time.sleep(0.05)
    is_refused.touch()
    said = [process.communicate(timeout=300) for process in both]
    ended = dict(zip([p.returncode for p in both], said, strict=True))
    assert sorted(ended) == [0, 1], said
    holder = both[[p.returncode for p in both].index(0)].pid
    assert f"another run holds 2026-10: process {holder} on" in ended[1][1]
    assert bytes_below(root) == bytes_below(alone.root)


def test_two_months_of_a_company_run_beside_each_other(tmp_path: Path) -> None:
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "a_one_sum")})
    root = company(tmp_path / "small").root
    both = [started(root, books, month) for month in ("2026-10", "2026-11")]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
