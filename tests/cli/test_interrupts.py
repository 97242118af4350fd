"""Ctrl-C ends a command in one line, whatever it is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.runs.small import company, good, workbooks

SAID = {
    "en": "interrupted: nothing is half done; the same command goes on from here\n",
    "zh": "已中断：没有写到一半的内容；再次执行同一命令即可继续\n",
}
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX"),
]


def started(root: Path, books: Path, lang: str, *more: str) -> subprocess.Popen[str]:
    """Start a run as a person does at a terminal; return once Python itself has started."""
    runner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "print(flush=True); from salesnb.cli import main; main()",
            "run",
            str(root),
            *more,
            "--month",
            "2026-10",
        ],
        env={**os.environ, "SALESNB_NOTEBOOKS": str(books), "SALESNB_LANG": lang},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert runner.stdout is not None
    runner.stdout.readline()
    return runner


@pytest.mark.parametrize("several", [False, True])
def test_an_interrupt_at_any_time_is_one_line(tmp_path: Path, several: bool) -> None:
    cells = {"a_one": good("a_one", "a_one_sum"), "b_two": good("b_two", "b_two_sum", "2")}
    books = workbooks(tmp_path / "books", cells)
    began = time.monotonic()
    whole = started(company(tmp_path / "whole").root, books, "en")
    whole.communicate(timeout=300)
    assert whole.returncode == 0
    seconds = time.monotonic() - began
    ended = []
    for tenth, lang in zip(range(1, 10, 2), cycle(SAID), strict=False):
        more = [str(company(tmp_path / f"more{tenth}").root)] if several else []
        one = started(company(tmp_path / f"small{tenth}").root, books, lang, *more)
        time.sleep(max(1.0, seconds * tenth / 10))
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGINT)
        said = one.communicate(timeout=120)[1]
        ended.append(one.returncode)
        assert one.returncode == 0 or (one.returncode, said) == (130, SAID[lang]), tenth
    assert ended.count(130) >= 3
