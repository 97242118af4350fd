"""Compliance: how many cases kept the rules of price, credit, territory and approval."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from salesnb.reviews.heads.approvals import refused_and_done
from salesnb.reviews.heads.chance import as_part, shares, together
from salesnb.reviews.heads.ground import NODE, Ground, named_by
from salesnb.reviews.heads.takings import Judged

HEAD = "compliance"
KINDS = ("price", "credit", "territory", "approval")
ALL = "all"
PRICES = ("below_floor", "leakage")  # kinds of price_breaches
CASE = ["kind", "customer_id", "product_id", "month", "reference", "rep_id", "region_id"]
CASES = [*CASE, "amount", "is_breach"]
COMPLIANCE = [*NODE, "kind", "n_cases", "n_breaches", "amount", "severity", "kept", "low", "high"]
Cases = dict[str, pd.DataFrame]


def judge_compliance(ground: Ground) -> tuple[Judged, pd.DataFrame]:
    """Return compliance by node and kind (`COMPLIANCE`; kind `all`), its parts, and the breaches.

    Cases are what the rule is put to: prices that a customer paid for a product in a month (of
    06b_prices: below the floor, or discounts that began to leak, unexplained); customers with a
    credit limit and an exposure (06_risk: above it, without a granted request); customers who
    bought (06b_prices: goods seen elsewhere, unexplained); decided requests (refused and carried
    out). Kept is the share of cases without a breach, with its range; that of `all` is the mean of
    the kinds by their severity, as company.toml weights it. What no artefact tells is left out.
    """
    cases = {kind: rows for kind, rows in _cases(ground) if len(rows)}
    if not cases:
        empty = pd.DataFrame(columns=COMPLIANCE)
        return Judged(empty, together([])), pd.DataFrame(columns=CASES)
    severity = ground.settings.scorecard.severity
    parts, tables = [], []
    for kind, rows in cases.items():
        counted = rows.assign(
            n_cases=1, n_breaches=rows["is_breach"], amount=rows["amount"].where(rows["is_breach"])
        )
        counted["n_kept"] = 1 - counted["n_breaches"].astype("int64")
        placed = ground.stacked(counted)
        found = shares(placed, "n_kept", "n_cases")
        parts.append(as_part(found, HEAD, kind, weight=severity[kind], most=1.0))
        sums = placed.groupby(NODE)[["n_cases", "n_breaches", "amount"]].sum()
        tables.append(sums.join(found).assign(kind=kind, severity=severity[kind]).reset_index())
    shown = _shown(pd.concat(tables, ignore_index=True), ground.z)
    every = pd.concat(cases.values(), ignore_index=True)
    return Judged(shown, together(parts)), every[every["is_breach"]][CASES]


def _shown(rows: pd.DataFrame, z: float) -> pd.DataFrame:
    """Return rows with ranges, and for each node the kinds together."""
    own = rows.assign(w=rows["severity"], v=rows["severity"] * rows["value"])
    own["e"] = (rows["severity"] * rows["error"]) ** 2
    names = ["n_cases", "n_breaches", "w", "v", "e"]
    whole = own.groupby(NODE)[names].sum().reset_index()
    whole["value"], whole["error"] = whole["v"] / whole["w"], np.sqrt(whole["e"]) / whole["w"]
    every = pd.concat([own, whole.assign(kind=ALL, severity=np.nan)], ignore_index=True)
    low, high = every["value"] - z * every["error"], every["value"] + z * every["error"]
    return every.assign(kept=every["value"], low=low.clip(lower=0), high=high.clip(upper=1))[
        COMPLIANCE
    ]


def _cases(ground: Ground) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each kind that can be told with its cases."""
    over, away = over_limit(ground), sold_elsewhere(ground)
    if "price_breaches" in ground.facts:
        yield "price", _whole(_prices(ground), "price")
    if over is not None:
        yield "credit", _whole(_owned(over, ground), "credit")
    if away is not None:
        yield "territory", _whole(_owned(away, ground), "territory")
    amounts = [
        None if one is None else one.set_index("customer_id")["amount"] for one in (over, away)
    ]
    yield "approval", _whole(refused_and_done(ground, *amounts), "approval")


def _whole(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return cases with all columns, blank where a kind has none."""
    texts = {name: rows.get(name, "") for name in CASE if name != "kind"}
    found = rows.assign(kind=kind, **texts)[CASES]
    return found.astype(dict.fromkeys(CASE, "str") | {"is_breach": "bool", "amount": "float64"})


def _prices(ground: Ground) -> pd.DataFrame:
    """Return the prices of the months judged that have a list or floor price to be held against."""
    key = ["month", "customer_id", "product_id", "rep_id", "region_id"]
    cells = ground.facts["price_cells"]
    known = cells[["n_listed", "n_floored"]].fillna(0).sum(axis=1) > 0
    cases = cells.loc[known & cells["month"].isin(ground.months), key].drop_duplicates()
    breaches = ground.facts["price_breaches"]
    wrong = breaches[breaches["kind"].isin(PRICES) & ~breaches["is_explained"].astype("bool")]
    amount = wrong.astype(dict.fromkeys(key, "str")).groupby(key)["amount"].max()
    rows = cases.astype(dict.fromkeys(key, "str")).merge(amount.reset_index(), on=key, how="left")
    return rows.assign(is_breach=rows["amount"].notna())


def over_limit(ground: Ground) -> pd.DataFrame | None:
    """Return customers with a limit and an exposure: amount above it, whether nobody granted it.

    None where no customer has a limit, or 06_risk has not assessed them.
    """
    limits = ground.facts.get("credit_limits", pd.DataFrame())
    if limits.empty:
        return None
    rows = limits[limits["credit_limit"].notna() & (limits["exposure"] > 0)]
    if rows.empty:
        return None
    asked = ground.facts["approvals"]
    granted = asked[(asked["kind"] == "credit") & asked["is_granted"].eq(True).fillna(False)]
    granted = granted[(granted["decided_on"] >= ground.first)]
    over = (rows["exposure"] - rows["credit_limit"]).clip(lower=0)
    is_free = rows["customer_id"].isin(granted["customer_id"])
    found = rows[["customer_id"]].assign(amount=over.where(~is_free, 0.0))
    return found.assign(is_breach=found["amount"] > 0)


def sold_elsewhere(ground: Ground) -> pd.DataFrame | None:
    """Return customers who bought: the amount of goods of theirs seen elsewhere, unexplained.

    None where 06b_prices found no goods elsewhere, explained or not: then it may not look for them.
    """
    breaches = ground.facts.get("price_breaches", pd.DataFrame(columns=["kind", "month"]))
    rows = breaches[(breaches["kind"] == "diversion") & breaches["month"].isin(ground.months)]
    if rows.empty:
        return None
    wrong = rows[~rows["is_explained"].astype("bool")]
    amount = wrong.groupby("customer_id")["amount"].sum()
    buyers = pd.Series(sorted(set(ground.sales["customer_id"]) | set(amount.index)))
    found = pd.DataFrame(
        {"customer_id": buyers, "amount": buyers.map(amount).astype(float).fillna(0.0)}
    )
    return found.assign(is_breach=found["amount"] > 0)


def _owned(rows: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return rows per customer with its region and the rep who owns most of it."""
    own = ground.owners.sort_values("credit_share", ascending=False, kind="stable")
    first = own.drop_duplicates("customer_id")
    owner = dict(zip(first["customer_id"], first["rep_id"], strict=True))
    region = named_by(rows["customer_id"], ground.region_of_customer)
    return rows.assign(rep_id=named_by(rows["customer_id"], owner), region_id=region)
