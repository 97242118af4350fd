"""A run killed at any step leaves the old pack or the new one, and a rerun completes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
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
    """The month as it was issued (v1), as it will be (v2), and what a kill between leaves."""

    old: Company
    new: Company
    books: Path
    rerun: Callable[[killed.Trial], int]
    left: list[killed.Left]

    def trial(self, folder: Path, *, full_from: int | None = None) -> killed.Trial:
        """Lay out the old month with what came late."""
        root = folder / "small"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.old.root, root)
        late(root)
        return killed.Trial(root, self.books, self.new.root, full_from=full_from)

    def require_completed(self, root: Path, where: str) -> None:
        """Require that a run of a folder goes through and ends with the bytes of the new month."""
        assert self.rerun(killed.Trial(root, self.books, self.new.root)) == 0, where
        assert bytes_below(root) == bytes_below(self.new.root), where


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    folder = tmp_path_factory.mktemp("killed")
    cells = {"a_one": good("a_one", "a_one_sum"), "b_two": good("b_two", "b_two_sum", "2")}
    books = workbooks(folder / "books", cells)
    old = company(folder / "old" / "small")
    assert run(old, books, issue="agreed").n_failed == 0
    shutil.copytree(old.root, folder / "new" / "small")
    new = late(folder / "new" / "small")
    assert run(new, books, issue="agreed again", reissue=True).n_failed == 0
    with killed.reruns() as rerun:
        whole = Ways(old, new, books, rerun, [])
        trial = replace(whole.trial(folder / "watched"), copies=folder / "copies")
        left = killed.kills(trial)
        assert bytes_below(trial.root) == bytes_below(new.root)
        yield replace(whole, left=left)


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
    changes = [one.before for one in ways.left]
    assert not [step for step in steps if not any(step in change for change in changes)], changes


@pytest.mark.long
def test_a_run_killed_at_any_step_leaves_the_old_pack_or_the_new_one(ways: Ways) -> None:
    packs = [opened_pack(one.month(MONTH).report("en")) for one in (ways.old, ways.new)]
    assert packs[0] != packs[1]
    seen, completed = set(), set()
    for left in ways.left:
        where = f"killed before {left.before}"
        one = open_company(left.root)
        pack = opened_pack(one.month(MONTH).report("en"))
        assert pack in packs, where
        seen.add(packs.index(pack))
        require_whole(one, ways, where)
        state = hash(left.state)
        if state not in completed:
            ways.require_completed(left.root, where)
            completed.add(state)
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
    need_room = [at for at, left in enumerate(ways.left) if left.needs_room]
    for at in need_room[::2]:  # of the changes between, none would be refused
        trial = ways.trial(tmp_path / "trial", full_from=at)
        where = f"full from {ways.left[at].before}"
        ended.add(killed.run(trial))
        assert ended <= {0, 1, 2}, (
            f"{where}: neither refused by the system nor a workbook's failure"
        )
        one = open_company(trial.root)
        assert opened_pack(one.month(MONTH).report("en")) in packs, where
        require_whole(one, ways, where)
        ways.require_completed(trial.root, where)
    assert 1 in ended


@pytest.mark.long
def test_a_first_run_killed_at_any_step_leaves_no_pack_or_the_whole_one(
    ways: Ways, tmp_path: Path
) -> None:
    root = late(tmp_path / "first" / "small").root
    left = killed.kills(killed.Trial(root, ways.books, ways.new.root, tmp_path / "copies"))
    expected = opened_pack(open_company(root).month(MONTH).report("en"))
    assert expected
    for one in left[::5]:
        where = f"killed before {one.before}"
        assert opened_pack(open_company(one.root).month(MONTH).report("en")) in ({}, expected)
        assert ways.rerun(killed.Trial(one.root, ways.books, root)) == 0, where
        assert bytes_below(one.root) == bytes_below(root), where
    assert len(left) > 50
