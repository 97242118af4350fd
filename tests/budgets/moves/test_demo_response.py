"""What the demo company plants of marketing is found again, within its simultaneous interval."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
from scipy.stats import norm

from salesnb.budgets.moves.cells import make_cells
from salesnb.budgets.moves.panel import CHANNEL, REGION, read_panel
from salesnb.budgets.moves.responses import find_responses
from salesnb.months import Month
from salesnb.paths import resource
from tests.budgets.moves.spend_facts import calendar, lines

NOW = Month(2026, 10)
TABLES = resource("data") / "demo" / "tables"
NONE = {"lift_tests": pd.DataFrame(columns=[CHANNEL]), "judgements": pd.DataFrame()}


def demo_facts() -> dict[str, pd.DataFrame]:
    """Return spend and orders by region and month, where their customers are."""
    spend = pd.read_parquet(TABLES / "spend.parquet")
    spend["amount"] = spend["amount"].astype(float)
    orders = pd.read_parquet(TABLES / "order_lines.parquet")
    home = pd.read_csv(TABLES / "customers.csv").set_index("customer_id")[REGION]
    sold = pd.DataFrame(
        {
            "month": pd.to_datetime(orders["order_on"]).dt.strftime("%Y-%m"),
            REGION: orders["customer_id"].map(home),
            "net_amount": orders["net_amount"].astype(float),
        }
    )
    cube = sold.groupby(["month", REGION])["net_amount"].sum().reset_index()
    costs = {"costed_amount": 0.0, "cost_amount": 0.0}
    return {"spend": spend, "order_cube": cube, "sales_cube": cube.assign(**costs)}


def planted() -> dict[str, tuple[np.ndarray, list[str]]]:
    """Return by channel what one more unit of orders brings in each region, if any."""
    truth = tomllib.loads((resource("data") / "demo" / "truth.toml").read_text(encoding="utf-8"))
    return {
        one[CHANNEL]: (np.array(one["more_orders_per_unit"]), one[REGION])
        for one in truth["planted"]["marginal_returns"]
        if any(one["more_orders_per_unit"])
    }


def test_what_a_unit_more_brings_lies_in_the_simultaneous_interval() -> None:
    """Of four channels at once, 95 %: each at 1 - .05 / 4 (Bonferroni), in logs of the draws."""
    panel = read_panel(demo_facts(), month=NOW, calendar=calendar())
    assert panel.lacking == "" and panel.response == "orders"
    found = find_responses(panel, NONE, draws=200)
    assert found.source == "data"
    cells = make_cells(panel, found.curves, found.drawn, lines=lines(), known=found.known)
    spend = cells.rows["present"].to_numpy(float)
    slopes = cells.draws.slope(np.maximum(spend, 1.0))
    wide = float(norm.ppf(1 - 0.05 / len(planted()) / 2))
    for channel, (more, regions) in planted().items():
        at = np.flatnonzero(cells.rows[CHANNEL] == channel)
        own = pd.Series(more, index=regions).reindex(cells.rows[REGION].iloc[at]).to_numpy()
        truth = float(np.average(own, weights=spend[at]))
        logs = np.log((slopes[:, at] * spend[at]).sum(axis=1) / spend[at].sum())
        assert abs(np.log(truth) - logs.mean()) < wide * logs.std(), channel
