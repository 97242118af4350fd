"""From the first plan to what came in: revision, forecast, then what moved sales beyond it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from salesnb.methods.price_volume_mix import cents
from salesnb.reviews.as_issued import AsIssued, forecast_of
from salesnb.reviews.causes.movement import PARTS
from salesnb.reviews.places import Places, by_node
from salesnb.reviews.spans import Span

NODE = ["dimension", "node"]
STARTS = ("plan_v1", "forecast", "last_year")
STEPS = (*STARTS, "revision", "to_forecast", *PARTS, "unexplained", "actual")
COLUMNS = [*NODE, "span", "starts_from", "step", "part", "amount"]
KNOWN = ["plan_v1", "plan", "forecast", "before", "actual"]


def plan_bridge(
    rows: pd.DataFrame | None, held: pd.DataFrame, issued: AsIssued, span: Span, places: Places
) -> pd.DataFrame:
    """Return how the plan of sales became what came in: a row per dimension, node and part.

    `rows` as `moved_rows` returns them (None: not known), `held` as `hold_spans`. Parts in order:
    plan_v1 (the first version), revision (to the newest version known), to_forecast (to what was
    forecast, month by month, by the newest forecast issued before each month began), then `PARTS`
    against that reference, actual. What the reference expects beyond last year has neither prices
    nor customers: it counts as volume, so that volume is what came beyond it. Where no forecast was
    issued for all months, the plan is the reference; where the plan does not cover all months that
    sold, a node starts from the forecast; without either, from last year (`starts_from`). Without
    rows of last year the last step is one, unexplained, and a node with neither plan nor forecast
    has no bridge. The first part and all others up to actual
    add up to actual, exactly, in every node. Columns: dimension, node, span, starts_from, step
    (place), part, amount (currency units).
    """
    known = _known(held[held["span"] == span.name], issued, span)
    if rows is None:
        moved = pd.DataFrame(0, index=known.index, columns=["before", *PARTS])
    else:
        placed = rows.assign(month=span.name)
        sums = by_node(placed, places, ["before", *PARTS]).drop(columns="month")
        moved = sums.set_index(NODE)
    wide = known.join(moved, how="outer").fillna(dict.fromkeys(moved, 0))
    wide["actual"] = wide["actual"].fillna(0)
    if rows is None:  # last year is not known, so that what was asked of nobody begins nowhere
        wide = wide[wide["plan_v1"].notna() | wide["forecast"].notna()]
    return _long(_steps(wide, is_explained=rows is not None), span)


def _known(held: pd.DataFrame, issued: AsIssued, span: Span) -> pd.DataFrame:
    """Return the amounts that a node goes by, in whole cents; missing where there is none."""
    own = held[held["measure"] == "sales"].set_index(NODE)
    is_like = (own["held"] - own["actual"]).abs() < 0.005
    found = pd.DataFrame({"actual": cents(own["actual"])})
    for name, column in {"plan_v1": "plan_v1", "plan": "later"}.items():
        found[name] = cents(own[column]).where(is_like & own[column].notna())
    return found.join(_forecast(issued, span), how="left")


def _forecast(issued: AsIssued, span: Span) -> pd.Series:
    """Return what was forecast of each node, where each month of the span was."""
    found = [
        forecast_of(issued, month).drop_duplicates(NODE).assign(month=month)
        for month in span.months
    ]
    rows = pd.concat(found, ignore_index=True)
    by = rows.assign(forecast=cents(rows["expected"])).groupby(NODE)["forecast"]
    return by.sum().where(by.size() == len(span.months)).rename("forecast")


def _steps(wide: pd.DataFrame, *, is_explained: bool) -> pd.DataFrame:
    """Return each step of each node in whole cents, with where it starts from."""
    has_plan, has_forecast = wide["plan_v1"].notna(), wide["forecast"].notna()
    begins = [has_plan.to_numpy(), has_forecast.to_numpy()]
    found = wide[[*PARTS, "actual"]].copy()
    found["starts_from"] = np.select(begins, STARTS[:2], STARTS[2])
    plan = wide["plan"].where(has_plan)
    reference = wide["forecast"].fillna(plan).fillna(wide["before"])
    found["plan_v1"], found["revision"] = wide["plan_v1"], plan - wide["plan_v1"]
    found["to_forecast"] = wide["forecast"] - plan
    is_first = {name: found["starts_from"] == name for name in STARTS}
    found["forecast"] = wide["forecast"].where(is_first["forecast"])
    found["last_year"] = wide["before"].where(is_first["last_year"])
    surprise = wide["actual"] - reference
    if is_explained:
        found["volume"] = found["volume"] - (reference - wide["before"])
        found["unexplained"] = np.nan
    else:
        found[list(PARTS)] = np.nan
        found["unexplained"] = surprise
    return found


def _long(steps: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return steps with a row each, those that a node does not have left out."""
    order: Sequence[str] = STEPS
    long = steps.reset_index().melt(
        id_vars=[*NODE, "starts_from"], value_vars=list(order), var_name="part", value_name="amount"
    )
    long = long.dropna(subset=["amount"])
    step = long["part"].map({name: place for place, name in enumerate(order)})
    rows = long.assign(amount=long["amount"] / 100, step=step, span=span.name)
    return rows.sort_values([*NODE, "step"])[COLUMNS].reset_index(drop=True)
