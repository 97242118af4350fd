"""A small company whose plan can be told by hand: facts, forecast, and what is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salesnb.calendars import build
from salesnb.contracts.decided import PLAN_FILES
from salesnb.months import Month
from salesnb.plans.reading import entries
from salesnb.targets.plan.fitted import Planned, make_plan
from salesnb.targets.plan.years import plan_year

MONTH = Month(2026, 10)
CALENDAR = build(first_year=2020, last_year=2029)
SOLD = (  # product, region, customer, rep, settlement, sales method, a month's sales
    ("P1", "R1", "C1", "S1", "T1", "M1", 100.0),
    ("P2", "R1", "C1", "S1", "T1", "M1", 60.0),
    ("P1", "R1", "C2", "S2", "T2", "M1", 50.0),
    ("P3", "R2", "C3", "S3", "T1", "M2", 80.0),
    ("P3", "R2", "C4", "S3", "T2", "M2", 10.0),
)
KEYS = ["product_id", "region_id", "customer_id", "rep_id", "settlement_id", "sales_method_id"]


def sales(
    n_months: int = 24, rows: tuple[tuple[Any, ...], ...] = SOLD, last: Month = MONTH
) -> pd.DataFrame:
    """Return the cube of sales: the rows in each of the months up to `last`."""
    months = [str(one) for one in (last - (n_months - 1)).until(last)]
    frames = [pd.DataFrame(rows, columns=[*KEYS, "net_amount"]).assign(month=m) for m in months]
    return pd.concat(frames, ignore_index=True)


def facts(cube: pd.DataFrame | None = None, **others: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the frames that `make_plan` takes; `others` replace or add some."""
    cube = sales() if cube is None else cube
    days = [
        pd.Timestamp(f"{m}-{day:02d}") for m in sorted(cube["month"].unique()) for day in (1, 28)
    ]
    found = {
        "sales_cube": cube,
        "sales_days": pd.DataFrame({"day": pd.to_datetime(days)}),
        "products": pd.DataFrame(
            {
                "product_id": ["P1", "P2", "P3"],
                "product_group": ["G1", "G1", "G2"],
                "delisted_on": pd.NaT,
                "substitute_of": "",
            }
        ).astype({"delisted_on": "datetime64[us]"}),
        "customers": pd.DataFrame(
            {"customer_id": ["C1", "C2", "C3", "C4"], "segment": ["A", "A", "B", ""]}
        ),
        "reps": reps("S1 S2 S3"),
        "regions": pd.DataFrame(
            {"region_id": ["N", "R1", "R2"], "parent_id": ["", "N", "N"], "name": ""}
        ),
        "customer_reps": owners(),
    }
    return {**found, **others}


def reps(names: str, **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"rep_id": names.split()})
    given = {"region_id": "R1", "hired_on": "2010-01-01", "left_on": None, "ramp_months": 0}
    frame = frame.assign(**{**given, **columns})
    days = {name: pd.to_datetime(frame[name]) for name in ("hired_on", "left_on")}
    return frame.assign(**days)


def owners(*rows: tuple[str, str, str, str | None, float, str]) -> pd.DataFrame:
    """Return customer_reps: customer, rep, from, to (None: open), share, role."""
    names = ["customer_id", "rep_id", "valid_from", "valid_to", "credit_share", "role"]
    frame = pd.DataFrame(list(rows), columns=names)
    days = {name: pd.to_datetime(frame[name]) for name in ("valid_from", "valid_to")}
    return frame.assign(**days, credit_share=frame["credit_share"].astype(float))


def forecast(nodes: Mapping[tuple[str, str], float], months: list[str]) -> pd.DataFrame:
    """Return the artefact `forecast`: the same amount in every month, node by node."""
    return pd.DataFrame(
        [
            {
                "measure": "sales",
                "dimension": dimension,
                "node": node,
                "month": month,
                "quantile": quantile,
                "expected": amount,
            }
            for (dimension, node), amount in nodes.items()
            for month in months
            for quantile in (0.1, 0.5, 0.9)
        ]
    )


def control(kind: str, period: str, amount: float | None = None, **cell: str) -> dict[str, Any]:
    who = {
        "reason": "so it is",
        "author": "Li Wei",
        "decided_on": pd.Timestamp("2026-10-20").date(),
    }
    stated = {} if amount is None else {"amount": amount}
    return {"kind": kind, "period": period, **stated, **cell, **who}


def decided(*controls: dict[str, Any], year: int | None = 2027) -> dict[str, pd.DataFrame]:
    """Return what controls.toml states, section by section."""
    plan = {"plan": {"year": year, "measure": "sales"}} if year else {}
    stated = {"controls": {**plan, "controls": list(controls)}}
    names = [one.name for one in PLAN_FILES["controls"].sections]
    return {name: entries(stated, "controls", name) for name in names}


def planned(
    *controls: dict[str, Any],
    given: dict[str, pd.DataFrame] | None = None,
    month: Month = MONTH,
    year: int | None = 2027,
    ambition: float = 0.0,
) -> Planned:
    """Return the plan of the small company."""
    stated = decided(*controls, year=year)
    of_year = plan_year(stated["plan"], month=month, year_start=1)
    own = facts() if given is None else given
    return make_plan(own, stated, of_year, calendar=CALENDAR, ambition=ambition)
