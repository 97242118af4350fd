"""What became of each lead: its days from the first trace to the first order, as known today."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.months import Month

Frames = Mapping[str, pd.DataFrame]
DAYS = 180  # within which a lead becomes a deal that is won, where its calls are not recorded
DEALS = ("lead_id", "deal_on", "closed_on", "is_won", "is_lost", "deal_amount", "deal_customer")


def journeys(facts: Frames, *, month: Month) -> pd.DataFrame:
    """Return one row per lead: the lead's columns, days of its steps, and `stage`.

    `is_valid` is true, false or NA (not known). deal_on, closed_on, is_won, is_lost, deal_amount
    are those of its deals (the first one begun; won where any was). first_order_on is that of a
    customer who had not bought before the lead came; `is_known` says that the lead is of a
    customer who had. Days after the month's end are not known. Grain: lead.
    """
    leads = _within(facts["leads"], month)
    table = leads.merge(_deals(facts["opportunities"], month), on="lead_id", how="left")
    for column in ("is_won", "is_lost"):
        table[column] = table[column].astype("boolean").fillna(False).astype(bool)
    own = table["customer_id"]
    table["customer_id"] = own.where(own != "", table.pop("deal_customer").fillna(""))
    begun = table["deal_on"].where(_tells_begun(table))
    table["deal_on"] = begun.fillna(table["converted_on"])
    table = _with_orders(table, facts["order_days"])
    table["is_valid"] = _validity(table)
    table["decided_on"] = (
        table["called_on"].fillna(table["filed_on"]).where(table["is_valid"].notna())
    )
    return table.assign(stage=_stages(table, month))


def _within(leads: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return leads without the days that lie behind the month's end."""
    end = pd.Timestamp(month.last)
    table = leads.reset_index(drop=True).copy()
    for column in ("called_on", "filed_on", "converted_on"):
        table[column] = table[column].where(table[column] <= end)
    return table


def _deals(deals: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return one row per lead that has deals."""
    own = deals[deals["lead_id"] != ""].sort_values("created_on", kind="stable")
    if own.empty:
        empty = {one: pd.Series(dtype="datetime64[s]") for one in ("deal_on", "closed_on")}
        return pd.DataFrame(columns=list(DEALS)).astype({"lead_id": "str"}).assign(**empty)
    is_closed = own["closed_on"].isna() | (own["closed_on"] <= pd.Timestamp(month.last))
    own = own.assign(won=(own["stage"] == "won") & is_closed)
    own = own.assign(over=own["stage"].isin(["won", "lost"]) & is_closed)
    own = own.assign(sold=own["amount"].where(own["won"], 0.0).fillna(0.0))
    own = own.assign(won_on=own["closed_on"].where(own["won"]), who=own["customer_id"])
    by = own.groupby("lead_id", sort=True)
    found = by.agg(
        deal_on=("created_on", "first"),
        won_on=("won_on", "min"),
        last_on=("closed_on", "max"),
        is_won=("won", "any"),
        is_over=("over", "all"),
        deal_amount=("sold", "sum"),
        deal_customer=("who", "max"),
    )
    found["is_lost"] = found["is_over"] & ~found["is_won"]
    closed = found["won_on"].where(found["is_won"], found["last_on"])
    found["closed_on"] = closed.where(found["is_won"] | found["is_lost"])
    return found.reset_index()[list(DEALS)]


def _tells_begun(table: pd.DataFrame) -> np.ndarray:
    """Return for all leads alike whether deals say when they begin: not where all were won."""
    return np.full(len(table), (table["deal_on"].notna() & ~table["is_won"]).any())


def _with_orders(table: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Return leads with the first order of customers who are new, and whether they are not."""
    bought = days[days["purchase_amount"] > 0] if len(days) else days
    first = bought.groupby("customer_id")["day"].min() if len(bought) else pd.Series(dtype="object")
    day = pd.to_datetime(table["customer_id"].map(first))
    is_known = (day.notna() & (day < table["created_on"])).to_numpy()
    earliest = table.sort_values("created_on", kind="stable").drop_duplicates("customer_id").index
    counts = table.index.isin(earliest) & ~is_known
    return table.assign(first_order_on=day.where(counts), is_known=is_known)


def _validity(table: pd.DataFrame) -> pd.Series:
    """Return whether each lead is valid: as stated, else as its status or its steps say.

    Unknown throughout where a company does not tell valid leads from others.
    """
    said = table["is_valid"].astype("boolean")
    status = table["status"]
    is_told = said.notna() | status.isin(["valid", "invalid", "filed"]) | table["filed_on"].notna()
    if not is_told.any():
        return said
    is_further = table["filed_on"].notna() | table["deal_on"].notna() | table["is_won"]
    is_further |= status.isin(["valid", "filed", "converted"])
    no = (status == "invalid") & said.isna()
    found = said.mask(said.isna() & is_further, True)
    return found.mask(no & ~is_further, False)


def has_validity(table: pd.DataFrame) -> bool:
    """Return whether leads are told valid and invalid: that some turned out not to be."""
    return bool((table["is_valid"] == False).fillna(False).any())  # noqa: E712


def _stages(table: pd.DataFrame, month: Month) -> np.ndarray:
    """Return how far each lead has come; a lead called and not judged is `called`.

    Where neither calls nor states of leads are recorded, one of the last `DAYS` is `open`, an older
    one `silent`.
    """
    valid = table["is_valid"].fillna(False).astype(bool).to_numpy()
    known = table["is_valid"].notna().to_numpy()
    lost = table["is_lost"] | (table["status"] == "lost")
    cases = [
        table["first_order_on"].notna() | table["is_known"],
        table["is_won"],
        lost,
        table["deal_on"].notna() | (table["status"] == "converted"),
        table["filed_on"].notna() | (table["status"] == "filed"),
        known & ~valid,
        valid,
        table["called_on"].notna() | (table["status"] == "called"),
    ]
    names = ["buys", "won", "lost", "deal", "filed", "invalid", "valid", "called"]
    rest = np.array("new", dtype=object)
    is_told = table["called_on"].notna() | (table["status"] != "")
    if not (is_told.any() or has_validity(table)):
        since = pd.Timestamp(month.last) - pd.Timedelta(days=DAYS)
        rest = np.where(table["created_on"] > since, "open", "silent")
    return np.select([np.asarray(one, dtype=bool) for one in cases], names, rest)
