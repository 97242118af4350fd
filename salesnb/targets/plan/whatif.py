"""What a plan would be under other decisions: tried at once, nothing saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from salesnb.contracts.decided.written import is_stated
from salesnb.errors import ConflictError
from salesnb.targets.cube.coarse import coarse
from salesnb.targets.cube.fitting import Plan, fit_plan
from salesnb.targets.cube.replanning import control_lines, with_changes
from salesnb.targets.plan.fitted import Planned
from salesnb.targets.plan.settling import names_method, settled
from salesnb.targets.plan.triable import GROUP, require_columns, require_dimension, require_room
from salesnb.targets.plan.years import PlanYear

Entry = Mapping[str, Any]  # of controls.toml: the cells that it names, period and amount
Odds = Callable[[float], float]  # how likely a total is reached
SHOWN_BY = ("region_id", "rep_id")
EASED, STRAINED = 0.8, 1.25  # factors of a control beyond which it strains its cells
MOVED = 0.1  # share by which a sum moves for it to be an exception
CASES = ("low", "decided", "high")
SPAN = 0.05  # around the total, as a share: what a slider offers
NO_CELLS = pd.DataFrame()
NOTHING = Plan(NO_CELLS, NO_CELLS)
ANSWER = ["total", "change", "growth", "probability", "n_strained", "n_moved", "n_conflicting"]
EXCEPTIONS = ["what", "member", "before", "after", "factor"]


@dataclass(frozen=True)
class Trials:
    """A plan whose decisions can be tried: see `open_trials`.

    `cells` are those of the plan, `reference` what they are near to, added up over what neither
    decisions nor reports tell apart; `base` is the plan as decided; `unsettled` are the cells
    before caps on settlement methods moved any. Without cells nothing is targeted, and nothing can
    be tried.
    """

    cells: pd.DataFrame
    reference: pd.DataFrame
    controls: pd.DataFrame
    year: PlanYear
    base: Plan
    options: Mapping[str, Any]
    odds: Odds | None = None
    unsettled: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def total(self) -> float:
        """What the plan as decided asks for."""
        return float(self.base.cells["target"].sum()) if len(self.cells) else 0.0

    @property
    def range(self) -> tuple[float, float, float]:
        """A low, the decided and a high total; all alike where no month of the year is left."""
        total = self.total
        if not self.year.open:
            return (total, total, total)
        return (float(round(total * (1 - SPAN))), total, float(round(total * (1 + SPAN))))

    def cases(self) -> dict[str, pd.DataFrame]:
        """Return the frame `trials`: the answer for a low, the decided and a high total.

        No rows where no month of the year is left, or nothing is targeted.
        """
        can_move = self.total > 0 and self.year.open
        totals = dict(zip(CASES, self.range, strict=True)) if can_move else {}
        rows = [self.answer(total).assign(case=case) for case, total in totals.items()]
        every = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
        return {"trials": every.reindex(columns=["case", *ANSWER])}

    def answer(self, total: float) -> pd.DataFrame:
        """Return the row that `Tried.answer` is for a total.

        Where it cannot hold, the row says how many controls contradict each other.
        """
        if total == self.total:
            return whatif(self).answer
        try:
            return whatif(self, total=total).answer
        except ConflictError as conflict:
            row = {"total": total, "change": total - self.total}
            row["n_conflicting"] = len(conflict.controls)
            return pd.DataFrame([row]).reindex(columns=ANSWER)


@dataclass(frozen=True)
class Tried:
    """A plan under changed decisions, and the decisions as they stand in controls.toml."""

    plan: Plan
    before: Plan
    changes: Sequence[Entry]
    replaced: pd.DataFrame = field(default_factory=pd.DataFrame)
    probability: float = np.nan

    def sums(self, by: str = "region_id") -> pd.DataFrame:
        """Return before, after and change of each member of a dimension, largest change first."""
        require_dimension(by, self.plan.cells)
        sums = {"before": _by(self.before, by), "after": _by(self.plan, by)}
        found = pd.DataFrame(sums).fillna(0.0).round(2)
        found["change"] = (found["after"] - found["before"]).round(2)
        order = found["change"].abs().sort_values(ascending=False, kind="stable").index
        return found.loc[order].rename_axis(by).reset_index()

    @property
    def exceptions(self) -> pd.DataFrame:
        """Return what to look at: a row per control that strains its cells and sum that moves.

        `what` is control or the dimension of a member; `factor` by how much the control multiplies
        its cells, or the sum after over before.
        """
        rows = self.plan.controls
        strains = (rows["stretch"] > STRAINED) | (rows["stretch"] < EASED)
        found = [
            ("control", _told(row), row["amount"], row["reached"], row["stretch"])
            for row in rows[strains].to_dict("records")
        ]
        for by in SHOWN_BY if self.plan is not self.before else ():
            if by in self.plan.cells:
                for row in self.sums(by).to_dict("records"):
                    factor = row["after"] / row["before"] if row["before"] else np.nan
                    if abs(factor - 1) > MOVED:
                        found.append((by, row[by], row["before"], row["after"], factor))
        return pd.DataFrame(found, columns=EXCEPTIONS)

    @property
    def answer(self) -> pd.DataFrame:
        """Return one row: total, change, growth, probability, how many strain and move."""
        after, before = (one.cells["target"].sum() for one in (self.plan, self.before))
        is_control = self.exceptions["what"] == "control"
        row = {
            "total": round(after, 2),
            "change": round(after - before, 2),
            "growth": after / before - 1 if before else np.nan,
            "probability": self.probability,
            "n_strained": int(is_control.sum()),
            "n_moved": int((~is_control).sum()),
            "n_conflicting": 0,
        }
        return pd.DataFrame([row])[ANSWER]

    def lines(self, *, reason: str, author: str, decided_on: Any) -> str:
        """Return the changes as the lines to add to plan/controls.toml.

        `replaced` says which entries they take the place of: take those out there. Raises
        `UsageError` without reason, author or day.
        """
        why = {"reason": reason, "author": author, "decided_on": decided_on}
        return control_lines([{**change, **why} for change in self.changes])


def open_trials(plan: Planned, *, odds: Odds | None = None) -> Trials:
    """Return a plan whose decisions can be tried; `odds` says how likely a total is reached.

    The controls are fitted at the level of region, product group, rep and month and of what any of
    them names: sums are those of single cells but for rounding. Closed months stay. The next run
    shares a changed total by the cells' chances, so that single sums may differ a little from those
    of a trial.
    """
    cells, controls = plan.reference, plan.controls
    trials = Trials(cells, cells, controls, plan.year, NOTHING, plan.options, odds, plan.unsettled)
    return _opened(cells, controls, trials) if plan.is_planned else replace(trials, cells=NO_CELLS)


def whatif(
    on: Trials,
    *,
    total: float | None = None,
    hold: Entry | Sequence[Entry] = (),
    floor: Entry | Sequence[Entry] = (),
    cap: Entry | Sequence[Entry] = (),
) -> Tried:
    """Return the plan under other decisions: another total, cells held, floors and caps.

    `hold={"region_id": "R-SH", "period": "2027-Q1"}` keeps what the plan has there, unless an
    `amount` is given; `floor={"region_id": "A-W", "amount": 15_000_000}`. Without a period it is
    the year. Each takes the place of the decided control of the same kind on the same cells. Raises
    `ConflictError` where they cannot hold together, `UsageError` for members or columns that the
    plan does not have.
    """
    moved = () if total is None else ({"amount": float(total)},)
    by_kind = {"total": moved, "hold": hold, "floor": floor, "cap": cap}
    changes = [
        {"kind": kind, "period": on.year.label, **one}
        for kind, entries in by_kind.items()
        for one in ([entries] if isinstance(entries, Mapping) else entries)
    ]
    require_room(on.cells, on.year)
    require_columns(on.cells, changes)
    own = _fine_enough(on, changes)
    stated = [_with_amount(own, one) for one in changes]
    controls, replaced = with_changes(on.controls, [_as_demand(one) for one in stated])
    reference = _settled(own, controls, stated)
    plan = fit_plan(reference, controls, **on.options) if stated else on.base
    sure = on.odds(float(plan.cells["target"].sum())) if on.odds else np.nan
    return Tried(plan, on.base, stated, on.controls.iloc[replaced], sure)


def _opened(cells: pd.DataFrame, named: pd.DataFrame, trials: Trials) -> Trials:
    """Return trials at the level that controls name."""
    reference = _coarse(cells, named, trials.options["parents"])
    base = fit_plan(reference, trials.controls, **trials.options)
    return replace(trials, reference=reference, base=base)


def _settled(on: Trials, controls: pd.DataFrame, changes: Sequence[Entry]) -> pd.DataFrame:
    """Return the reference under other controls: caps on settlement methods move cells anew."""
    if on.unsettled.empty or not any(names_method(_as_demand(one)) for one in changes):
        return on.reference
    parents = on.options["parents"]
    cells = settled(on.unsettled, controls, parents, on.year.start)
    named = pd.concat([on.controls, controls], ignore_index=True)
    return _coarse(cells, named, parents)


def _coarse(cells: pd.DataFrame, named: pd.DataFrame, parents: Any) -> pd.DataFrame:
    keep = [name for name in SHOWN_BY if name in cells]
    return coarse(cells, named, keep=keep, above=["product_id"], parents=parents)


def _fine_enough(on: Trials, changes: Sequence[Entry]) -> Trials:
    """Return trials at a level at which cells tell apart what changes name."""
    demands = [_as_demand(one) for one in changes]
    parents = on.options["parents"]
    for demand in demands:
        for name, member in demand.items():
            if name in {"kind", "period", "amount"} or not is_stated(member):
                continue
            known = set(on.reference[name].astype("str")) if name in on.reference else set()
            if member not in known | set(parents.get(name, {}).values()):
                named = pd.concat([on.controls, pd.DataFrame(demands)], ignore_index=True)
                return _opened(on.cells, named, on)
    return on


def _with_amount(on: Trials, change: Entry) -> Entry:
    """Return a change with its amount: a hold without one keeps what is planned there."""
    if change["kind"] != "hold" or is_stated(change.get("amount")):
        return change
    planned = on.base.cells.assign(reference=on.base.cells["target"])
    held = pd.DataFrame([{**_as_demand(change), "amount": None}])
    plain = planned.drop(columns=["fitted", "target"])
    return {
        **change,
        "amount": float(fit_plan(plain, held, **on.options).controls["reached"].iloc[0]),
    }


def _as_demand(change: Entry) -> dict[str, Any]:
    """Return a change as the cube reads it: a product group stands above its products."""
    found = {name: value for name, value in change.items() if name != GROUP}
    return found | ({"product_id": change[GROUP]} if is_stated(change.get(GROUP)) else {})


def _by(plan: Plan, by: str) -> pd.Series:
    sums = plan.cells.groupby(by, observed=True)["target"].sum()
    return sums.set_axis(sums.index.astype("str")).sort_index()


def _told(control: Mapping[Any, Any]) -> str:
    """Return a control in a few words: its kind, what it names, its period."""
    plain = [name for name in control if name.endswith("_id") and is_stated(control[name])]
    return " ".join(
        [str(control["kind"]), *(str(control[one]) for one in plain), str(control["period"])]
    )
