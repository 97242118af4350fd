"""How well classes of a year ago foretold the year since, in the company itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.classes import boundaries, held_out, scoring
from salesnb.customers.classes.boundaries import Limits
from salesnb.customers.classes.service import Service
from salesnb.customers.classes.weights import Weights
from salesnb.customers.criteria.assessed import Assessed, assess
from salesnb.customers.criteria.history import Floats, Frames, merged
from salesnb.months import YEAR, Month

WITHHELD = ("purchase_potential", "credit_limit", "n_employees")  # what a year ago may not be known
HELD_OUT = ["method", "share_a", "share_ab", "order", "lead", "lead_low", "lead_high"]
_NO_JUDGEMENTS = pd.DataFrame(columns=["topic", "customer_id", "value", "at_none"])


def hold_out(
    facts: Frames, weights: Weights, service: Service, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return how well classes of a year ago foretold the year since, against RFM and revenue.

    Everything is taken as it was known then; judgements, payments to come and what master data say
    of a customer's size are left out, as nobody knows when they were written.
    """
    then = month - YEAR
    cube = facts["sales_cube"]
    text = cube["month"].astype("str")
    known, since = cube[text <= str(then)], cube[(text > str(then)) & (text <= str(month))]
    basis = {"scope": "total", "since": str(then + 1), "n_customers": 0, "n_a": 0, "n_ab": 0}
    has_year = bool((text <= str(then - (YEAR - 1))).any())
    if not has_year or not len(since):
        return _nothing_held_out(basis, "too_short")
    old = _facts_then(facts, known, then)
    found = assess(old, _NO_JUDGEMENTS, month=then)
    bought = found.history.orders.any(axis=1)
    value = scoring.worth(scoring.money_of(found), found.middle, weights.value)
    cuts = boundaries.find_boundaries(value, service, Limits()).cuts
    place = scoring.classes_of(value, cuts)[bought]
    n_a, n_ab = int((place == 0).sum()), int((place < 2).sum())
    if bought.sum() < held_out.LEAST or not n_a:
        return _nothing_held_out(basis, "too_few")
    brought = _brought(since, facts, found)[bought]
    scores = {
        "classes": value[bought],
        "rfm": held_out.rfm(found.history)[bought],
        "revenue": held_out.revenue(found.history)[bought],
    }
    table = held_out.compare_methods(scores, brought, (n_a, n_ab)).table
    row = basis | {"n_customers": int(bought.sum()), "n_a": n_a, "n_ab": n_ab}
    return {"held_out": table, "held_out_basis": pd.DataFrame([{**row, "state": "measured"}])}


def _nothing_held_out(basis: dict[str, object], state: str) -> dict[str, pd.DataFrame]:
    return {
        "held_out": pd.DataFrame(columns=HELD_OUT),
        "held_out_basis": pd.DataFrame([{**basis, "state": state}]),
    }


def _facts_then(facts: Frames, known: pd.DataFrame, then: Month) -> dict[str, pd.DataFrame]:
    """Return facts as they were known at the end of an earlier month."""
    old = dict(facts) | {"sales_cube": known}
    old.pop("payment_times", None)
    if len(facts.get("order_days", pd.DataFrame())):
        days = facts["order_days"]
        old["order_days"] = days[pd.to_datetime(days["day"]) <= pd.Timestamp(then.last)]
    if len(facts.get("customers", pd.DataFrame())):
        old["customers"] = facts["customers"].drop(columns=list(WITHHELD), errors="ignore")
    return old


def _brought(since: pd.DataFrame, facts: Frames, found: Assessed) -> Floats:
    """Return what each customer brought since: margin, or sales where no cost is known."""
    amount = since["net_amount"].astype(float)
    if found.standard.is_costed:
        amount = since["costed_amount"].astype(float) - since["cost_amount"].astype(float)
    owner = merged(since["customer_id"].astype("str"), facts.get("customers", since[:0]))
    sums = amount.groupby(owner.to_numpy()).sum()
    return np.asarray(sums.reindex(found.ids).fillna(0.0).to_numpy(float))
