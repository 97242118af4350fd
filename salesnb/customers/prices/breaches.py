"""All breaches of prices with what explains each: the artefact `price_breaches`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.prices.ground import Frames, Ground

COLUMNS = [
    *("kind", "customer_id", "product_id", "month", "region_id", "rep_id", "price"),
    *("corridor_low", "corridor_high", "amount", "is_explained", "explanation"),
]
KEY = COLUMNS[:5]
HALF = 0.5  # of a cell's list value: as much under a promotion or approval explains the cell
CLOSE = 0.005  # of an agreed price: rounding
SMALL = 0.005  # of a cell's list value: less is no breach


def list_breaches(
    facts: Frames,
    ground: Ground,
    *,
    judged: pd.DataFrame,
    extra: pd.DataFrame,
    rows: pd.DataFrame,
    away: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row per kind, customer, product, month and region of the window.

    Columns: `COLUMNS`. kind: `leakage` (more discount than usual at a rep whose prices changed),
    `below_floor`, `dispersion` (below the usual prices where no floor is stated), `diversion`
    (seen in a region that is not the buyer's, region_id). price is net per unit; corridor_low and
    corridor_high are prices; amount is what was given beyond the usual, what lacks of the corridor,
    or what the goods are worth. explanation: `approval`, `promotion`, `agreement`, `settlement`,
    `second_site`, `territory`, `unnamed_territory`, `typing_error`, or '' where nothing explains.
    """
    parts = [_leaking(facts, ground, extra, judged), _below(facts, judged), _diverted(rows, away)]
    found = pd.concat([one for one in parts if len(one)] or parts[:1], ignore_index=True)
    found = found.assign(is_explained=found["explanation"] != "")
    return found[COLUMNS].sort_values(KEY, ignore_index=True)


def _leaking(
    facts: Frames, ground: Ground, extra: pd.DataFrame, judged: pd.DataFrame
) -> pd.DataFrame:
    own = extra[(extra["at"] < ground.window) & (extra["quantity"] > 0)]
    own = own[own["extra_amount"] > SMALL * own["list_amount"]]
    price = own["net_amount"] / own["quantity"]
    limits = judged.set_index(KEY[1:4])[["limit", "high"]]
    limits = limits.reindex(pd.MultiIndex.from_frame(own[KEY[1:4]]))
    unit = (own["list_amount"] / own["quantity"]).to_numpy(float)
    return own.assign(
        kind="leakage",
        price=price,
        corridor_low=unit * limits["limit"].to_numpy(float),
        corridor_high=unit,
        amount=own["extra_amount"],
        explanation=explained_by(facts, own.assign(price=price)),
    )


def _below(facts: Frames, judged: pd.DataFrame) -> pd.DataFrame:
    own = judged[(judged["n_below"] > 0) & (judged["amount"] > 0)]
    unit = own["worth"] / own["quantity"]
    return own.assign(
        kind=np.where(own["n_floored"] > 0, "below_floor", "dispersion"),
        corridor_low=unit * own["limit"],
        corridor_high=(unit * own["high"]).where(own["n_floored"] == 0, unit),
        explanation=explained_by(facts, own),
    )


def _diverted(rows: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """Return rows of goods elsewhere, summed by product and month, with the pair's explanation."""
    own = rows[rows["is_away"]]
    if own.empty:
        return pd.DataFrame(columns=COLUMNS)
    pairs = away.set_index(["customer_id", "region_id"])
    few = (pairs["verdict"] == "few").map({True: "typing_error", False: ""})
    why = pairs["explanation"].where(pairs["explanation"] != "", few)
    worth = pairs["amount"] / pairs["quantity"].where(pairs["quantity"] > 0)
    sums = own.groupby(KEY[1:])["quantity"].sum().reset_index()
    place = pd.MultiIndex.from_frame(sums[["customer_id", "region_id"]])
    price = worth.reindex(place).to_numpy(float)
    return sums.assign(
        kind="diversion",
        rep_id="",
        price=price,
        corridor_low=np.nan,
        corridor_high=np.nan,
        amount=np.nan_to_num(sums["quantity"].to_numpy(float) * price),
        explanation=why.reindex(place).fillna("").to_numpy(object),
    )


def explained_by(facts: Frames, cells: pd.DataFrame) -> pd.Series:
    """Return what explains a low price of each cell: the first that does, '' where nothing."""
    total = cells["list_amount"].where(cells["list_amount"] > 0)
    is_agreed = cells["price"] >= _agreed(facts, cells) * (1 - CLOSE)
    short = cells["list_amount"] * _settlement_discount(facts, cells)
    lack = cells.get("amount", cells.get("extra_amount", pd.Series(np.inf, cells.index)))
    cases = {
        "approval": cells["approved_list"] >= HALF * total,
        "promotion": cells["promotion_list"] >= HALF * total,
        "agreement": is_agreed,
        "settlement": (short > 0) & (lack <= short),
    }
    chosen = np.select([one.to_numpy(bool) for one in cases.values()], list(cases), default="")
    return pd.Series(chosen, cells.index, dtype="object")


def _agreed(facts: Frames, cells: pd.DataFrame) -> pd.Series:
    """Return the price agreed with the customer for product and month, missing without one."""
    agreed = facts["agreements"]
    month = pd.to_datetime(agreed["period_start"]).dt.strftime("%Y-%m")
    key = [month, agreed["customer_id"], agreed["product_id"]]
    price = agreed["agreed_price"].astype(float).groupby(key).min()
    places = pd.MultiIndex.from_frame(cells[["month", "customer_id", "product_id"]])
    return pd.Series(price.reindex(places).to_numpy(float), cells.index)


def _settlement_discount(facts: Frames, cells: pd.DataFrame) -> pd.Series:
    """Return the discount that the customer's way of paying gives, 0 where none is known."""
    terms, customers = facts["settlement_terms"], facts["customers"]
    share = dict(zip(terms["settlement_id"], terms["discount_share"], strict=True))
    own = dict(zip(customers["customer_id"], customers["settlement_id"], strict=True))
    return cells["customer_id"].map(own).map(share).astype(float).fillna(0.0)
