"""Exports changed at random, thousands of times: what the gate may never do with one.

Each mutant is a function of its number, so a failure can be made again with `mutant(family, n)`.
A mutant of values changes a dozen values in as many rows of one file; each counts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.fuzz.closed import faults_of_closing
from tests.sources.fuzz.judged import faults
from tests.sources.fuzz.mutations import Mutant, mutant

FILES = {"bytes": 700, "structure": 300, "values": 90}  # family -> mutants of the long test
QUICK = {"bytes": 16, "structure": 12, "values": 3}  # of `make check`; other ones
CHUNK = 50
LEAST = 2000  # mutations of the long test
N_CLOSED = 30
_BEHIND = 10_000  # the first number of the quick mutants


def _chunks() -> list[tuple[str, range]]:
    return [
        (family, range(first, min(first + CHUNK, n)))
        for family, n in FILES.items()
        for first in range(0, n, CHUNK)
    ]


def _require_none(mutants: list[Mutant], folder: Path) -> None:
    """Fail with all faults of all mutants, each with what makes it again."""
    found = []
    for one in mutants:
        lang = "zh" if one.number % 3 == 0 else "en"
        found += [f"{one.title}: {fault}" for fault in faults(one.sample, folder / "c", lang=lang)]
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("family", QUICK)
def test_a_few_changed_exports_are_read_or_refused_well(family: str, tmp_path: Path) -> None:
    numbers = range(_BEHIND, _BEHIND + QUICK[family])
    _require_none([mutant(family, number) for number in numbers], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("family", "numbers"), _chunks())
def test_changed_exports_are_read_or_refused_well(
    family: str, numbers: range, tmp_path: Path
) -> None:
    _require_none([mutant(family, number) for number in numbers], tmp_path)


@pytest.mark.long
def test_enough_exports_are_changed_and_hardly_one_twice() -> None:
    mutants = [mutant(family, n) for family, numbers in _chunks() for n in numbers]
    assert sum(one.n_mutations for one in mutants) >= LEAST
    assert len({(one.sample.kind.name, one.sample.content) for one in mutants}) > 0.9 * len(mutants)


@pytest.mark.long
@pytest.mark.parametrize("family", FILES)
def test_closing_a_changed_export_leaves_a_whole_snapshot_or_nothing(
    family: str, tmp_path: Path
) -> None:
    for number in range(N_CLOSED // len(FILES)):
        one = mutant(family, 20_000 + number)
        assert not faults_of_closing(one.sample, tmp_path / "c"), one.title
