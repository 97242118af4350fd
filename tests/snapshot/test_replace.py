"""A snapshot that is being replaced: a kill at any step leaves the former one or the new one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from salesnb.snapshot import close_month, open_snapshot
from tests.sources.gate import CUSTOMERS, MONTH, ORDERS, company

EXPORTS = {"customers.csv": CUSTOMERS, "order_lines.csv": ORDERS}
MORE = {"order_lines.csv": ORDERS + "O3,1,2026-10-07,C1,1,1.00\n"}


class Killed(BaseException):
    """What a process that is killed does: it stops, and nothing catches it."""


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Stop at the n-th move or removal of a folder, before it is done."""
    done = []
    for owner, name in ((os, "replace"), (shutil, "rmtree")):
        real = getattr(owner, name)

        def stop(*args: object, real: Callable = real, **kwargs: object) -> object:
            done.append(1)
            if len(done) >= step:
                raise Killed
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, stop)


@pytest.mark.parametrize("step", range(1, 7))
def test_a_kill_at_any_step_leaves_one_whole_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    one = company(tmp_path, EXPORTS)
    former = close_month(one, MONTH).manifest
    company(tmp_path, MORE)
    with monkeypatch.context() as patch:
        kill_at(patch, step)
        with pytest.raises(Killed):
            close_month(one, MONTH)
    there = open_snapshot(one, MONTH).manifest
    assert there["totals"]["order_lines"]["kept_rows"] in (2, 3)
    assert there == former or there["totals"]["order_lines"]["kept_money"] == "151.50"
    assert close_month(one, MONTH).manifest["totals"]["order_lines"]["kept_rows"] == 3
    assert not list(one.month(MONTH).root.glob(".snapshot-before"))


def test_issued_facts_outlive_a_kill_between_the_two_moves(tmp_path: Path) -> None:
    one = company(tmp_path, EXPORTS)
    issued = close_month(one, MONTH)
    one.month(MONTH).artefacts("v1").mkdir(parents=True)
    os.replace(issued.folder, issued.folder.with_name(".snapshot-before"))
    company(tmp_path, MORE)
    assert open_snapshot(one, MONTH).frame("sales_cube")["net_amount"].sum() == 150.5
    assert close_month(one, MONTH).manifest == issued.manifest
    assert issued.folder.is_dir()
