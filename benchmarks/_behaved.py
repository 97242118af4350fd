"""Drawn companies as the frames that behaviour is judged on, without closing a month."""

from __future__ import annotations

import pandas as pd

from salesnb.demo.customers import masters
from salesnb.demo.deals import deal_tables
from salesnb.demo.drawing import Drawn
from salesnb.demo.field import actions, field_facts, visits
from salesnb.demo.plan import forecasts
from salesnb.demo.sales.distributors import sell_out
from salesnb.demo.sales.invoices import invoice_lines
from salesnb.demo.sales.orders import order_lines
from salesnb.demo.sales.promotions import promotions
from salesnb.months import Month

Frames = dict[str, pd.DataFrame]
DAYS = {
    "promotions": ["starts_on", "ends_on"],
    "product_prices": ["valid_from"],
    "sell_out": ["period_start"],
    "forecast_submissions": ["submitted_on", "period_start"],
    "customer_reps": ["valid_from", "valid_to"],
    "absences": ["absent_on", "recorded_on"],
    "visits": ["visit_date", "started_at", "ended_at"],
    "customers": ["onboarded_on"],
    "reps": ["hired_on", "left_on"],
}
KNOWN_ON = {"absences": "absent_on", "visits": "visit_date", "sell_out": "period_start"}
KNOWN_ON |= {"forecast_submissions": "submitted_on", "order_days": "day"}


class Company:
    """The tables of a drawn company behind behaviour; `known_at` is what a month knows of them."""

    def __init__(self, drawn: Drawn) -> None:
        world, truth = drawn.world, drawn.truth
        ordered = order_lines(world)
        billed = _owned(world.owners, invoice_lines(truth, ordered), "invoice_on")
        ordered = _owned(world.owners, ordered, "order_on")
        away = actions.absences(truth)
        deals = deal_tables.opportunities_known(truth)
        marked = billed[billed["promotion_id"].notna()]
        cells = ["month", "customer_id", "product_id", "rep_id"]
        found = {
            "order_days": _order_days(ordered),
            "order_cube": _sums(ordered, cells),
            "sales_cube": _sums(billed, cells),
            "price_exceptions": _sums(marked, [*cells, "promotion_id"]),
            "promotions": promotions(truth),
            "product_prices": masters.product_prices(truth),
            "sell_out": sell_out(world, ordered),
            "forecast_submissions": forecasts.forecast_submissions(world, ordered, deals, away),
            "customer_reps": world.owners,
            "absences": away,
            "visits": visits.visits(truth),
            "customers": masters.customers(truth),
            "reps": field_facts.with_days(truth, masters.reps(truth)),
        }
        self.frames = {name: _dated(frame, DAYS.get(name, [])) for name, frame in found.items()}

    def known_at(self, month: Month) -> Frames:
        """Return the frames as the snapshot of a month has them."""
        end = pd.Timestamp(month.last)
        frames = dict(self.frames)
        for name, day in KNOWN_ON.items():
            frames[name] = frames[name][frames[name][day] <= end]
        for name in ("order_cube", "sales_cube", "price_exceptions"):
            frames[name] = frames[name][frames[name]["month"] <= str(month)]
        return frames


def _owned(owners: pd.DataFrame, lines: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return lines with the owner on their day, and their month."""
    shares = owners[owners["role"] == "owner"]
    joined = lines[["customer_id", day]].reset_index().merge(shares, on="customer_id")
    on = joined[day].dt.strftime("%Y-%m-%d")
    is_valid = (joined["valid_from"] <= on) & (
        joined["valid_to"].isna() | (on < joined["valid_to"])
    )
    owner = joined[is_valid].drop_duplicates("index").set_index("index")["rep_id"]
    return lines.assign(
        rep_id=owner.reindex(lines.index).fillna("(unassigned)"),
        month=lines[day].dt.strftime("%Y-%m"),
        n_lines=1,
    )


def _order_days(ordered: pd.DataFrame) -> pd.DataFrame:
    by = ordered.rename(columns={"order_on": "day"}).groupby(["day", "customer_id", "rep_id"])
    return by.agg(
        n_orders=("order_id", "nunique"),
        n_lines=("n_lines", "sum"),
        net_amount=("net_amount", "sum"),
    ).reset_index()


def _sums(lines: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return lines.groupby(by)[["quantity", "net_amount", "n_lines"]].sum().reset_index()


def _dated(frame: pd.DataFrame, days: list[str]) -> pd.DataFrame:
    lacking = [day for day in days if day not in frame]
    frame = frame.reindex(columns=[*frame.columns, *lacking])
    return frame.assign(**{day: pd.to_datetime(frame[day]).astype("datetime64[s]") for day in days})
