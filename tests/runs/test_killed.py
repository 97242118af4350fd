"""A run killed at any step leaves the old pack or the new one, and a rerun completes it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from salesnb import artefacts
from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.workbooks import OPEN_DECISIONS
from salesnb.paths import Company, open_company
from salesnb.snapshot.facts import open_snapshot
from tests.runs import killed
from tests.runs.small import (
    MONTH,
    MORE,
    bytes_below,
    company,
    good,
    opened_pack,
    run,
    workbooks,
)

pytestmark = pytest.mark.skipif(not hasattr(killed.os, "fork"), reason="needs a system that forks")


def late(root: Path) -> Company:
    """Write the company as it is when an order and a decision have come late."""
    one = company(root, orders=MORE)
    one.plan.mkdir(exist_ok=True)
    (one.plan / "owners.toml").write_text(PLAN_FILES["owners"].example, encoding="utf-8")
    return one


@dataclass(frozen=True)
class Ways:
    """The month as it was issued (v1), as it will be (v2), and the changes between, one by one."""

    old: Company
    new: Company
    books: Path
    changes: tuple[str, ...]

    def trial(self, folder: Path, at: int) -> killed.Trial:
        """Lay out the old month with what came late, for a run that is killed at a change."""
        root = folder / "small"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.old.root, root)
        late(root)
        return killed.Trial(root, self.books, self.new.root, at)


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Ways:
    folder = tmp_path_factory.mktemp("killed")
    cells = {"a_one": good("a_one", "a_one_sum"), "b_two": good("b_two", "b_two_sum", "2")}
    books = workbooks(folder / "books", cells)
    old = company(folder / "old" / "small")
    assert run(old, books, issue="agreed").n_failed == 0
    shutil.copytree(old.root, folder / "new" / "small")
    new = late(folder / "new" / "small")
    assert run(new, books, issue="agreed again", reissue=True).n_failed == 0
    whole = Ways(old, new, books, ())
    trial = whole.trial(folder / "counted", 0)
    listed = folder / "changes.txt"
    assert killed.run(killed.Trial(trial.root, books, new.root, 0, listed)) == 0
    assert bytes_below(trial.root) == bytes_below(new.root)
    return Ways(old, new, books, tuple(listed.read_text(encoding="utf-8").splitlines()))


def test_the_changes_that_are_tried_are_those_of_every_step(ways: Ways) -> None:
    steps = (
        ".closing-",
        "/snapshot",
        "/decisions/draft",
        "/artefacts/draft",
        "/executed/",
        ".run.json",
        "/run.json",
        "/decisions/v2",
        "/facts/v2",
        "/artefacts/v2",
        "/report/en/pages-",
        "/report/en/index.html",
        "/report/en/v2",
    )
    missing = [step for step in steps if not any(step in change for change in ways.changes)]
    assert not missing, ways.changes


@pytest.mark.long
def test_a_run_killed_at_any_step_leaves_the_old_pack_or_the_new_one(
    ways: Ways, tmp_path: Path
) -> None:
    packs = [opened_pack(one.month(MONTH).report("en")) for one in (ways.old, ways.new)]
    assert packs[0] != packs[1]
    seen = set()
    for at in range(1, len(ways.changes) + 1):
        trial = ways.trial(tmp_path / "trial", at)
        where = f"killed at {at}: {ways.changes[at - 1]}"
        assert killed.run(trial) == killed.KILLED, where
        one = open_company(trial.root)
        pack = opened_pack(one.month(MONTH).report("en"))
        assert pack in packs, where
        seen.add(packs.index(pack))
        require_whole(one, ways, where)
        assert killed.run(killed.Trial(trial.root, ways.books, ways.new.root)) == 0, where
        assert bytes_below(trial.root) == bytes_below(ways.new.root), where
    assert seen == {0, 1}


def require_whole(one: Company, ways: Ways, where: str) -> None:
    """Require that facts and versions are each the old ones or the new ones, never half of both."""
    facts = open_snapshot(one, MONTH).frame("sales_cube", ["net_amount"])["net_amount"].sum()
    assert facts in (150.5, 151.5), where
    folder = one.month(MONTH)
    assert folder.versions() in (["v1"], ["v1", "v2"]), where
    for version in folder.versions():
        expected = (ways.old if version == "v1" else ways.new).month(MONTH)
        for place in ("artefacts", "decisions", "facts"):
            left, known = (getattr(x, place)(version) for x in (folder, expected))
            assert bytes_below(left) == bytes_below(known), f"{where}: {place}/{version}"
        left, known = (bytes_below(x.report("en") / version) for x in (folder, expected))
        assert left == known or (version == "v2" and not left), f"{where}: pack of {version}"
    drafts = folder.artefacts("draft")
    for name in artefacts.names(drafts):
        if artefacts.is_whole(drafts, name) and name != OPEN_DECISIONS.name:
            assert artefacts.load(drafts, name).frame["value"].iloc[0] in (2, 153.5, 154.5), where


@pytest.mark.long
def test_a_disk_that_is_full_at_any_step_is_said_and_nothing_is_half_written(
    ways: Ways, tmp_path: Path
) -> None:
    packs = [opened_pack(one.month(MONTH).report("en")) for one in (ways.old, ways.new)]
    ended = set()
    for at in range(1, len(ways.changes) + 1, 3):
        trial = replace(ways.trial(tmp_path / "trial", at), is_full=True)
        where = f"full from {at}: {ways.changes[at - 1]}"
        ended.add(killed.run(trial))
        assert ended <= {0, 1, 2}, (
            f"{where}: neither refused by the system nor a workbook's failure"
        )
        one = open_company(trial.root)
        assert opened_pack(one.month(MONTH).report("en")) in packs, where
        require_whole(one, ways, where)
        assert killed.run(killed.Trial(trial.root, ways.books, ways.new.root)) == 0, where
        assert bytes_below(trial.root) == bytes_below(ways.new.root), where
    assert 1 in ended


@pytest.mark.long
def test_a_first_run_killed_at_any_step_leaves_no_pack_or_the_whole_one(
    ways: Ways, tmp_path: Path
) -> None:
    fresh = late(tmp_path / "whole" / "small")
    assert run(fresh, ways.books, issue="agreed again").n_failed == 0
    expected = opened_pack(fresh.month(MONTH).report("en"))
    listed = tmp_path / "changes.txt"
    for at in range(0, 1000, 9):
        root = late(tmp_path / f"trial{at}" / "small").root
        if killed.run(killed.Trial(root, ways.books, fresh.root, at, listed)) == 0 and at:
            break
        assert opened_pack(open_company(root).month(MONTH).report("en")) in ({}, expected)
        assert killed.run(killed.Trial(root, ways.books, fresh.root)) == 0, at
        assert bytes_below(root) == bytes_below(fresh.root), at
    assert at > 50
