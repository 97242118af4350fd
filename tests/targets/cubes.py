"""Random plan cubes with controls that can hold together, or with a planted contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesnb.errors import ConflictError
from salesnb.targets.cube.cells import Parents
from salesnb.targets.cube.fitting import Plan, fit_plan

MONTHS = [f"2027-{n:02d}" for n in range(1, 13)]
CLASHES = ("totals", "held", "bounds", "empty", "parts", "unknown")


@dataclass(frozen=True)
class Cube:
    """A random cube: `truth` meets all controls but the planted ones (`clash`: '' for none)."""

    reference: pd.DataFrame
    controls: pd.DataFrame
    parents: Parents
    clash: str
    n_dimensions: int
    density: float


def random_cube(seed: int, *, least: int = 1_000, most: int = 100_000, clash: str = "") -> Cube:
    """Return a cube of 3 to 7 dimensions (month among them), 10 to 90 % of its cells there."""
    rng = np.random.default_rng(seed)
    n_dimensions = int(rng.integers(3, 8))
    density = float(rng.uniform(0.1, 0.9))
    n_cells = np.exp(rng.uniform(np.log(least), np.log(most)))
    frame = _leaves(rng, n_dimensions, density, n_cells)
    dimensions = list(frame.columns)
    parents = {dimensions[0]: _tree(rng, frame[dimensions[0]])}
    size = np.exp(rng.normal(0, 1.2, len(frame))) * 10 ** rng.uniform(2, 5)
    frame["reference"] = np.round(size, 2)
    truth = np.round(size * np.exp(rng.normal(0.05, 0.3, len(frame))) * 100) + 1
    frame["truth"] = truth
    rows = [*_margins(rng, frame, dimensions), *_single(rng, frame, dimensions, parents)]
    if clash:
        rows += _planted(rng, clash, frame, dimensions)
    controls = pd.DataFrame(rows).drop_duplicates(ignore_index=True)
    order = rng.permutation(len(controls))
    return Cube(
        frame.drop(columns="truth"),
        controls.iloc[order].fillna("").astype({"amount": float}).reset_index(drop=True),
        parents,
        clash,
        n_dimensions,
        density,
    )


def _leaves(
    rng: np.random.Generator, n_dimensions: int, density: float, n_cells: float
) -> pd.DataFrame:
    """Return the cells of a cube as rows; every member of every dimension has one."""
    n_months = int(rng.choice([3, 12]))
    per = max(2.0, (n_cells / density / n_months) ** (1 / (n_dimensions - 1)))
    sizes = [max(2, round(per * f)) for f in np.exp(rng.normal(0, 0.25, n_dimensions - 1))]
    shape = (*sizes, n_months)
    there = np.flatnonzero(rng.random(int(np.prod(shape))) < density)
    places = np.unravel_index(there, shape)
    names = [f"d{n}" for n in range(n_dimensions - 1)]
    columns = {
        name: pd.Categorical.from_codes(place, [f"{name}-{i:03d}" for i in range(size)])
        for name, place, size in zip(names, places, sizes, strict=False)
    }
    columns["month"] = pd.Categorical.from_codes(places[-1], MONTHS[:n_months])
    return pd.DataFrame(columns)


def _tree(rng: np.random.Generator, members: pd.Series) -> dict[str, str]:
    """Return a tree of two levels over some members."""
    names = list(members.cat.categories)
    n_groups = max(2, len(names) // 4)
    above = {name: f"G{rng.integers(n_groups)}" for name in names}
    return {**above, **{f"G{n}": "all" for n in range(n_groups)}}


def _amounts(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return frame.groupby(by, observed=True)["truth"].sum().div(100).reset_index(name="amount")


def _as_rows(kind: str, amounts: pd.DataFrame) -> list[dict[str, object]]:
    renamed = amounts.rename(columns={"month": "period"})
    return [{"kind": kind, **row} for row in renamed.to_dict("records")]


def _margins(
    rng: np.random.Generator, frame: pd.DataFrame, dimensions: list[str]
) -> list[dict[str, object]]:
    """Return whole margins: one-way ones of some dimensions, and sometimes two-way ones."""
    rows: list[dict[str, object]] = []
    one_way = rng.permutation(dimensions)[: int(rng.integers(1, len(dimensions) + 1))]
    for name in one_way:
        rows += _as_rows("total", _amounts(frame, [name]))
    if rng.random() < 0.5:
        pair = list(rng.choice(dimensions, 2, replace=False))
        rows += _as_rows("total", _amounts(frame, pair))
    if rng.random() < 0.3:
        pair = list(rng.choice(dimensions, 2, replace=False))
        some = _amounts(frame, pair).sample(frac=0.4, random_state=int(rng.integers(2**31)))
        rows += _as_rows("hold", some)
    return rows


def _single(
    rng: np.random.Generator, frame: pd.DataFrame, dimensions: list[str], parents: Parents
) -> list[dict[str, object]]:
    """Return single controls: holds of cells, floors and caps of groups, totals of a tree."""
    rows: list[dict[str, object]] = []
    some = frame.iloc[rng.choice(len(frame), int(rng.integers(0, 12)), replace=False)]
    rows += _as_rows("hold", _amounts(some, dimensions))
    for kind in ("floor", "cap"):
        by = list(rng.choice(dimensions, int(rng.integers(1, 4)), replace=False))
        groups = _amounts(frame, by)
        few = groups.iloc[rng.choice(len(groups), min(4, len(groups)), replace=False)]
        slack = np.round(few["amount"] * rng.uniform(0, 0.2, len(few)), 2)
        moved = few["amount"] + (slack if kind == "cap" else -slack)
        rows += _as_rows(kind, few.assign(amount=moved.round(2)))
    first = dimensions[0]
    above = frame[first].map(parents[first]).astype(str)
    chosen = str(rng.choice(sorted(set(above))))
    total = frame.loc[above == chosen, "truth"].sum() / 100
    return [*rows, {"kind": "total", first: chosen, "amount": total}]


def _planted(
    rng: np.random.Generator, clash: str, frame: pd.DataFrame, dimensions: list[str]
) -> list[dict[str, object]]:
    """Return controls that cannot hold with each other, or with the cells."""
    name = dimensions[1]
    whole = frame["truth"].sum() / 100
    if clash == "unknown":
        return [{"kind": "total", name: f"{name}-none", "amount": 1.0}]
    groups = _amounts(frame, [name])
    one = groups.iloc[int(rng.integers(len(groups)))]
    if clash == "totals":  # margins whose sums disagree by little or much
        wrong = _amounts(frame, [dimensions[-1]])
        more = float(rng.choice([0.01, 1.0, 1e4]))
        wrong.loc[0, "amount"] = round(wrong.loc[0, "amount"] + more, 2)
        return [*_as_rows("total", groups), *_as_rows("total", wrong)]
    if clash == "held":  # a total below what is held in it
        held = _amounts(frame[frame[name] == one[name]], [name, dimensions[-1]])
        short = round(held["amount"].sum() - float(rng.uniform(0.01, 0.5)) * one["amount"], 2)
        return [*_as_rows("hold", held), {"kind": "cap", name: one[name], "amount": short}]
    if clash == "bounds":
        amounts = round(one["amount"] * 1.1, 2), round(one["amount"] * 1.05, 2)
        return [
            {"kind": "floor", name: one[name], "amount": amounts[0]},
            {"kind": "cap", name: one[name], "amount": amounts[1]},
        ]
    if clash == "parts":  # floors of the parts add up to more than the whole may be
        parts = groups.assign(amount=(groups["amount"] * 1.02).round(2))
        return [*_as_rows("floor", parts), {"kind": "cap", "amount": round(whole * 1.01, 2)}]
    inside = frame[name] == one[name]  # empty: cells whose reference is 0 are to have something
    frame.loc[inside, "reference"] = 0.0
    return [{"kind": "floor", name: one[name], "amount": 1.0}]


def sum_of(cube: Cube, cells: pd.DataFrame, control: pd.Series) -> int:
    """Return the sum of the targets that a control is about, in cents, cell by cell."""
    inside = np.ones(len(cells), dtype=bool)
    for name in [*(one for one in cells if one.startswith("d")), "month"]:
        wanted = control.get("period" if name == "month" else name, "")
        if isinstance(wanted, str) and wanted:
            inside &= _is_below(cells[name], wanted, cube.parents.get(name, {}))
    return int(np.rint(cells.loc[inside, "target"].to_numpy() * 100).astype(np.int64).sum())


def _is_below(members: pd.Series, wanted: str, above: Mapping[str, str]) -> np.ndarray:
    """Return which members are the wanted one or lie below it."""
    below = set()
    for one in members.cat.categories:
        member = one
        while member:
            below |= {one} if member == wanted else set()
            member = above.get(member, "")
    return members.isin(below).to_numpy()


def misses(cube: Cube, plan: Plan, *, most: int = 200) -> tuple[int, int]:
    """Return by how many cents the plan misses a control at most, and how many controls it misses.

    At most `most` controls, evenly taken, are summed anew, cell by cell; the plan's own residual of
    the others counts.
    """
    found = np.rint(plan.controls["residual"].to_numpy() * 100).astype(np.int64)
    chosen = np.unique(np.linspace(0, len(found) - 1, most).astype(int))
    for place in chosen:
        control = cube.controls.iloc[place]
        reached = sum_of(cube, plan.cells, control)
        wanted = round(control["amount"] * 100)
        low = 0 if control["kind"] == "cap" else wanted - reached
        high = 0 if control["kind"] == "floor" else wanted - reached
        assert found[place] == max(low, 0) + min(high, 0), (place, control.to_dict())
    return int(np.abs(found).max(initial=0)), int((found != 0).sum())


def is_irreducible(cube: Cube, places: list[int]) -> bool:
    """Return whether the controls at `places` are refused together, and fit without any one."""
    if is_possible(cube, places):
        return False
    return all(is_possible(cube, [other for other in places if other != one]) for one in places)


def is_possible(cube: Cube, places: list[int]) -> bool:
    """Return whether the controls at `places` alone can be fitted."""
    try:
        fit_plan(cube.reference, cube.controls.iloc[places], parents=cube.parents)
    except ConflictError:
        return False
    return True
