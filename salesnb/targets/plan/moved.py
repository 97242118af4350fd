"""What do other terms of payment bring, and what does bank paper bring when it matures?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salesnb.targets.cash.bills import tenors
from salesnb.targets.plan.grid import Array
from salesnb.targets.plan.receipts import Expected, convolved, places_of

MOVED = 0.1  # of the sales on the longest term
DAYS = 365.25 / 12  # of a month
LONG, SHORT = ("net",), ("prepay", "cash", "cod")  # kinds of settlement methods, the first first
WHATIF = ["scope", "from_id", "to_id", "moved_share", "moved_amount", "gain_amount"]


def moved_terms(expected: Expected, invoiced: Array, terms: pd.DataFrame) -> pd.DataFrame:
    """Return what moving a tenth of the sales on the longest term to prepayment brings: one row.

    scope, from_id, to_id, moved_share, moved_amount (invoiced, in the plan's months), gain_amount
    (more cash within these months; see `gain_by_month`), gain_share (of what is moved),
    discount_amount (what the shorter term's discount costs beyond the longer one's). No row where
    the plan has no such methods.
    """
    columns = [*WHATIF, "gain_share", "discount_amount"]
    source, target = _longest(expected, invoiced, terms), _shortest(expected, terms)
    if source is None or target is None:
        return pd.DataFrame(columns=columns)
    moved = MOVED * invoiced[source]
    gain = float(gain_by_month(moved, expected.curves[source], expected.curves[target]).sum())
    share = terms.set_index("settlement_id").reindex(columns=["discount_share"])["discount_share"]
    given = share.reindex([expected.methods[i] for i in (source, target)]).fillna(0.0)
    row = {
        "scope": "total",
        "from_id": expected.methods[source],
        "to_id": expected.methods[target],
        "moved_share": MOVED,
        "moved_amount": float(moved.sum()),
        "gain_amount": gain,
        "gain_share": gain / max(float(moved.sum()), 1e-9),
        "discount_amount": float(moved.sum()) * float(given.iloc[1] - given.iloc[0]),
    }
    return pd.DataFrame([row])[columns]


def gain_by_month(moved: Array, source: Array, target: Array) -> Array:
    """Return by month what cash moves when invoicing of months goes from one curve to another.

    The sum over months of what is moved times (the new curve less the old one): exact, because
    the cash of a plan is linear in what is invoiced.
    """
    found: Array = convolved(moved[None, :], (target - source)[None, :])[0]
    return found


def _longest(expected: Expected, invoiced: Array, terms: pd.DataFrame) -> int | None:
    """Return the place of the method with most days of those on account that the plan uses."""
    own = terms[terms["kind"].isin(LONG) & terms["settlement_id"].isin(expected.methods)]
    if not len(own) or "nominal_days" not in own:
        return None
    place = places_of(own["settlement_id"], expected.methods)
    used = invoiced[place].sum(axis=1) > 0
    days = own["nominal_days"].fillna(0).to_numpy(float)
    return int(place[used][np.argmax(days[used])]) if used.any() else None


def _shortest(expected: Expected, terms: pd.DataFrame) -> int | None:
    """Return the place of the method that is paid first: prepayment, else cash, else on delivery.

    Only methods with receipts of their own, whose curve is known.
    """
    known = [
        one for one, is_own in zip(expected.methods, expected.with_curve, strict=True) if is_own
    ]
    for kind in SHORT:
        own = sorted(terms.loc[terms["kind"] == kind, "settlement_id"].astype("str"))
        there = [one for one in own if one in known]
        if there:
            return expected.methods.index(there[0])
    return None


def bills(expected: Expected, received: Array, facts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return by month what bank paper of the plan brings when it matures.

    month, in_bills, matured, matured_forecast, banked: those that 07_forecast expects, plus what
    the plan receives more in bills, which matures a tenor later (in whole days, spread over the
    two months that it falls into). Missing where no paper is known, or beyond the forecast.
    """
    columns = ["month", "in_bills", "matured", "matured_forecast", "banked"]
    line = facts["collections_ahead"]
    line = line[line["dimension"] == "total"]
    known = line.set_index(line["month"].astype("str"))[["in_bills", "matured"]].astype(float)
    known = known.reindex(expected.months)
    waits = {one: wait for one, wait in tenors(facts).items() if one in expected.methods}
    more_in, more_out = np.zeros(len(expected.months)), np.zeros(len(expected.months))
    for name, wait in waits.items():
        place = expected.methods.index(name)
        more = received[place] - expected.forecast[place]
        more_in += more
        more_out += matured(more, wait)
    whole = received.sum(axis=0)
    found = pd.DataFrame({"month": expected.months})
    found["in_bills"] = np.round(known["in_bills"].to_numpy() + more_in, 2)
    found["matured_forecast"] = known["matured"].to_numpy()
    found["matured"] = np.round(known["matured"].to_numpy() + more_out, 2)
    found["banked"] = np.round(whole - found["in_bills"] + found["matured"], 2)
    return found[columns]


def matured(received: Array, wait: int) -> Array:
    """Return in which months paper received in months brings money, `wait` days later.

    Paper comes in evenly over a month, so that it matures in two neighbouring ones.
    """
    months, part = divmod(wait / DAYS, 1.0)
    found = np.zeros(len(received))
    for later, share in ((int(months), 1 - part), (int(months) + 1, part)):
        if later < len(received):
            found[later:] += share * received[: len(received) - later]
    return found
