"""Do goods stay where they are sold: rows seen outside the buyer's region, and what explains them.

Rows of evidence are what distributors say they sold on (`sell_out`), and our goods seen at a
customer's outlet (`inspections`) or at a price (`price_observations`) in a region that is not the
customer's. A few rows may be typing errors: a region is only asked about where the share of the
customer's rows there lies clearly above `ERRORS` (Wilson interval). What is found is a suspicion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from salesnb.customers.prices.ground import Frames, Ground, texts
from salesnb.customers.prices.regions import above_of, homes, is_within
from salesnb.members import UNASSIGNED

ERRORS = 0.02  # of rows that may name a wrong region
LEAST_ROWS = 3  # in a region before anything is asked
SPANS = (6, 12)  # months that are looked at, the last first
BEFORE = 31  # days that goods may have moved before an exception was asked for
ROWS = [
    *("customer_id", "product_id", "region_id", "home_region_id", "seen_on", "month"),
    *("source", "quantity"),
]
SAME = ["customer_id", "product_id", "region_id", "seen_on", "source"]
COLUMNS = [
    *("customer_id", "region_id", "home_region_id", "since", "n_rows", "n_all", "share"),
    *("low", "high", "quantity", "amount", "explanation", "verdict"),
]


def evidence(facts: Frames, ground: Ground) -> pd.DataFrame:
    """Return rows that say where a customer's goods are, of the window.

    Columns: customer_id, product_id, region_id (where seen), home_region_id, seen_on, month,
    source (`sell_out`, `inspection`, `price`), quantity (missing unless sold on), is_away.
    """
    home, above = homes(facts["customers"]), above_of(facts["regions"])
    parts = [_sold_on(facts["sell_out"]), _inspected(facts), _priced(facts["price_observations"])]
    rows = pd.concat(parts, ignore_index=True).drop_duplicates(SAME)
    rows = rows[(rows["region_id"] != "") & rows["customer_id"].isin(list(home))]
    first = pd.Timestamp((ground.month - (ground.window - 1)).first)
    rows = rows[(rows["seen_on"] >= first) & (rows["seen_on"] <= pd.Timestamp(ground.month.last))]
    own = rows["customer_id"].map(home).astype("str")
    pairs = zip(rows["region_id"], own, strict=True)
    away = [not is_within(there, here, above) for there, here in pairs]
    month = rows["seen_on"].dt.strftime("%Y-%m").astype("str")
    found = rows.assign(home_region_id=own, month=month)[ROWS]
    return found.assign(is_away=np.array(away, dtype=bool)).reset_index(drop=True)


def _rows(frame: pd.DataFrame, day: str, source: str, quantity: str = "") -> pd.DataFrame:
    amount = frame[quantity].astype(float) if quantity else np.nan
    named = frame[["customer_id", "product_id", "region_id"]]
    return named.assign(seen_on=pd.to_datetime(frame[day]), source=source, quantity=amount)


def _sold_on(sold: pd.DataFrame) -> pd.DataFrame:
    return _rows(sold, "period_start", "sell_out", "sell_out_quantity")


def _inspected(facts: Frames) -> pd.DataFrame:
    """Return our goods seen at outlets: the customer is the one that the inspection names."""
    seen, outlets = facts["inspections"], facts["outlets"]
    ours = seen[(seen["competitor_id"] == "") & (seen["product_id"] != "")]
    where = dict(zip(outlets["outlet_id"], outlets["region_id"], strict=True))
    places = ours.assign(region_id=texts(ours["outlet_id"], where))
    return _rows(places, "inspected_on", "inspection")


def _priced(seen: pd.DataFrame) -> pd.DataFrame:
    ours = seen[(seen["competitor_id"] == "") & (seen["customer_id"] != "")]
    return _rows(ours, "observed_on", "price")


def find_diversion(
    facts: Frames, ground: Ground, rows: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Return one row per customer and region that is not its own, where its goods were seen.

    Columns: customer_id, region_id, home_region_id, since (month of the first such row), n_rows
    (there), n_all (of the customer), share of its rows with low and high (Wilson, `confidence` for
    all pairs together) over the last half year or the window, whichever is clearer, quantity,
    amount (at what buyers pay for a unit), explanation, verdict: `suspect`, `explained` (by a
    second site or a granted territory), `open` (a granted exception that names no region), `few`
    (rows that may be typing errors).
    """
    pairs = rows.loc[rows["is_away"], ["customer_id", "region_id"]].drop_duplicates()
    if pairs.empty:
        return pd.DataFrame(columns=COLUMNS)
    z = float(-ndtri((1 - confidence) / 2 / max(len(pairs), 1)))
    worth = prices_now(ground)
    reasons = Reasons(facts)
    found = [
        _judged(rows, reasons, worth, who=(customer, region), z=z, ground=ground)
        for customer, region in sorted(pairs.itertuples(index=False, name=None))
    ]
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.sort_values(["amount", "customer_id", "region_id"], ascending=[False, True, True])


def _judged(
    rows: pd.DataFrame,
    reasons: Reasons,
    worth: Mapping[str, float],
    *,
    who: tuple[str, str],
    z: float,
    ground: Ground,
) -> tuple[Any, ...]:
    """Return the row of a customer and region, over the span in which it is clearest."""
    customer, region = who
    own = rows[rows["customer_id"] == customer]
    spans = [own[own["seen_on"] >= _start(ground, n)] for n in SPANS if n <= ground.window]
    spans = spans or [own]
    sides = [(span, span[span["is_away"] & (span["region_id"] == region)]) for span in spans]
    lows = [wilson(len(there), len(span), z)[0] for span, there in sides]
    span, there = sides[int(np.argmax(lows))]
    low, high = wilson(len(there), len(span), z)
    away = own[own["is_away"] & (own["region_id"] == region)]
    explanation = reasons.of(customer, region, away["seen_on"].min())
    amount = float((away["quantity"] * away["product_id"].map(worth)).sum())
    return (
        *(customer, region, str(own["home_region_id"].iloc[0]), str(away["month"].min())),
        *(len(away), len(own), len(there) / max(len(span), 1), low, high),
        *(float(away["quantity"].sum()), amount, explanation),
        _verdict(len(away), max(lows), explanation),
    )


def _start(ground: Ground, n_months: int) -> pd.Timestamp:
    return pd.Timestamp((ground.month - (n_months - 1)).first)


def _verdict(n_rows: int, low: float, explanation: str) -> str:
    if explanation == UNNAMED:
        return "open"
    if explanation:
        return "explained"
    return "suspect" if n_rows >= LEAST_ROWS and low > ERRORS else "few"


def wilson(n: int, of: int, z: float) -> tuple[float, float]:
    """Return Wilson's interval of a share (J. of the American Statistical Association 1927)."""
    if not of:
        return 0.0, 1.0
    p, square = n / of, z * z
    middle = (p + square / (2 * of)) / (1 + square / of)
    half = z * np.sqrt(p * (1 - p) / of + square / (4 * of * of)) / (1 + square / of)
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def prices_now(ground: Ground) -> dict[str, float]:
    """Return what one unit of each product cost buyers in the window, on average."""
    own = ground.judged[(ground.judged["quantity"] > 0) & (ground.judged["net_amount"] > 0)]
    sums = own.groupby("product_id")[["net_amount", "quantity"]].sum()
    return dict(sums["net_amount"] / sums["quantity"])


UNNAMED = "unnamed_territory"


class Reasons:
    """Innocent reasons for goods in another region: a site of the customer there, a granted leave.

    A leave explains what it names: the region of its `reference`, or one that contains it. One
    without a reference may be meant for any region: that is an open question, and no suspicion.
    """

    def __init__(self, facts: Frames) -> None:
        self._above = above_of(facts["regions"])
        outlets = facts["outlets"]
        self._sites = _pairs(outlets["customer_id"], outlets["region_id"])
        asked = facts["approvals"]
        is_leave = (asked["kind"] == "territory") & asked["is_granted"].fillna(False).astype(bool)
        self._leaves = asked[is_leave]
        self._names = _named(facts["regions"])

    def of(self, customer: str, region: str, first: pd.Timestamp) -> str:
        """Return `second_site`, `territory`, `unnamed_territory`, or '' where nothing explains."""
        if any(is_within(region, site, self._above) for site in self._sites.get(customer, ())):
            return "second_site"
        own = self._leaves[self._leaves["customer_id"] == customer]
        own = own[own["asked_on"] <= first + pd.Timedelta(days=BEFORE)]
        named = [self._names.get(str(one), str(one)) for one in own["reference"]]
        if any(one and is_within(region, one, self._above) for one in named):
            return "territory"
        return UNNAMED if "" in named else ""


def _named(regions: pd.DataFrame) -> dict[str, str]:
    """Return the region that each name means, in either language."""
    columns = [name for name in ("name", "name_zh") if name in regions]
    found = [zip(regions[name], regions["region_id"], strict=True) for name in columns]
    return {str(name): str(one) for pairs in found for name, one in pairs if str(name)}


def _pairs(who: Iterable[str], where: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for customer, region in zip(who, where, strict=True):
        if customer and region and region != UNASSIGNED:
            found.setdefault(customer, set()).add(region)
    return found
