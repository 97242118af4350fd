"""Small companies for tests of groundwork: empty frames of every table, and what fills them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.contracts import TABLES
from salesnb.months import Month

MONTH = Month(2026, 10)
Frames = dict[str, pd.DataFrame]
LOADED = """
    spend leads opportunities customers contact_edges organisations needs touches reps competitors
"""
CUBE = "month customer_id region_id net_amount costed_amount cost_amount n_purchases"
BUDGET = {
    "budget": pd.DataFrame({"credit_rate": [0.05]}),
    "lines": pd.DataFrame(columns=["marketing_channel_id", "amount", "floor"]),
    "reserves": pd.DataFrame(
        columns="reserve_id label label_zh amount owner purpose review_on".split()  # noqa: SIM905
    ),
}
MARKET = {"stages": pd.DataFrame(), "options": pd.DataFrame(columns=["reserve_id"])}
JUDGEMENTS = pd.DataFrame()


def typed(table: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return rows of a table with all its columns, typed as a workbook gets them."""
    rows = pd.DataFrame() if rows is None else rows
    found = {}
    for one in TABLES[table].fields:
        given = rows.get(one.name, pd.Series(None, rows.index, dtype=object))
        if one.type in ("date", "datetime"):
            found[one.name] = pd.to_datetime(given)
        elif one.type in ("money", "number", "share", "integer", "price"):
            found[one.name] = pd.to_numeric(given)
        else:
            found[one.name] = given
    return pd.DataFrame(found, rows.index)


def cube(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Return cells of sales: month, customer, region, amount; a quarter of it is margin."""
    names = ["month", "customer_id", "region_id", "net_amount"]
    table = pd.DataFrame(rows, columns=names).astype({"net_amount": float})
    table["costed_amount"], table["cost_amount"] = table["net_amount"], table["net_amount"] * 0.75
    return table.assign(n_purchases=1)


def facts(**given: pd.DataFrame) -> Frames:
    """Return the frames of a company that has these tables alone."""
    empty = {name: typed(name) for name in LOADED.split()} | {"sales_cube": cube()}
    own = {name: one if name == "sales_cube" else typed(name, one) for name, one in given.items()}
    return empty | own


def ties(*rows: tuple[str, str, float], relation: str = "recommends") -> pd.DataFrame:
    """Return ties of people: from, to, influence; consent given, no concern, known for long."""
    table = pd.DataFrame(rows, columns=["from_id", "to_id", "influence"])
    kinds = {"from_kind": "person", "to_kind": "person", "relation": relation}
    said = {"has_consent": True, "has_concern": False, "known_since": "2020-01-01"}
    return table.assign(**kinds, **said)


def months(n: int, last: Month = MONTH) -> list[str]:
    """Return the first days of the last `n` months."""
    return [one.first.isoformat() for one in (last - (n - 1)).until(last)]


def marketing(
    half_life: float = 9.0,
    *,
    n_regions: int = 12,
    n_months: int = 60,
    rate: float = 3.0,
    seed: int = 3,
) -> Frames:
    """Return spend and leads of one channel: campaigns of a year, and what carries over of them."""
    rng = np.random.default_rng(seed)
    carry = 0.5 ** (1 / half_life)
    start = rng.integers(0, n_months - 12, n_regions)[:, None]
    month = np.arange(n_months)
    money = np.where((month >= start) & (month < start + 14), 1000.0, 30.0)
    money *= rng.lognormal(0, 0.2, money.shape)
    stock = np.zeros_like(money)
    for at in month:
        stock[:, at] = carry * (stock[:, at - 1] if at else 0) + (1 - carry) * money[:, at]
    came = rng.poisson(rate * stock / (stock + 400))
    regions = [f"R{place:02d}" for place in range(n_regions)]
    days = np.array(months(n_months))
    spend = pd.DataFrame(
        {
            "marketing_channel_id": "M1",
            "region_id": np.repeat(regions, n_months),
            "period_start": np.tile(days, n_regions),
            "amount": money.ravel(),
        }
    )
    row, column = np.nonzero(came)
    many = came[row, column]
    leads = pd.DataFrame(
        {
            "created_on": np.repeat(days[column], many),
            "region_id": np.repeat(np.array(regions)[row], many),
            "marketing_channel_id": "M1",
            "status": "new",
        }
    )
    leads["lead_id"] = [f"L{place:05d}" for place in range(len(leads))]
    return {"spend": spend, "leads": leads}
