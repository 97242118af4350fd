"""Quotas of the year that runs against their own rule: closed forms, and who cannot be judged."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from salesnb.contracts.page import Results
from salesnb.contracts.results import Context
from salesnb.contracts.validated import result
from salesnb.i18n import use
from salesnb.methods.issued_targets import DIMENSIONS
from salesnb.months import Month
from salesnb.pages import challenge
from salesnb.pages.challenge import fair
from salesnb.snapshot.typed import typed
from salesnb.targets.chance.quotas_in_force import judge_in_force

MONTH = Month(2026, 3)
REPS = [f"R{i}" for i in range(6)]


def target(rep: str, amount: float, *, version: int = 1) -> dict[str, Any]:
    row = dict.fromkeys(DIMENSIONS, "") | {"rep_id": rep, "measure": "sales", "version": version}
    ends = {"period_start": "2026-01-01", "period_end": "2026-12-31"}
    return row | ends | {"target_value": amount, "is_rollup": False}


def firm(asked: dict[str, float], *more: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return a firm whose reps sold 10, 20, 30 ... a month for two years, to a customer each."""
    months = [str(one) for one in Month(2024, 1).until(Month(2026, 3))]
    sold = [
        {"month": m, "customer_id": f"C{i}", "net_amount": 10.0 * (i + 1)}
        for i in range(len(REPS))
        for m in months
    ]
    owners = [{"customer_id": f"C{i}", "rep_id": rep} for i, rep in enumerate(REPS)]
    shares = pd.DataFrame(owners).assign(
        valid_from=pd.Timestamp("2024-01-01"), valid_to=pd.NaT, credit_share=1.0, role="owner"
    )
    quotas = pd.DataFrame([*(target(*one) for one in asked.items()), *more])
    return {
        "sales_cube": typed(pd.DataFrame(sold), "sales_cube"),
        "customers": pd.DataFrame(
            {"customer_id": shares["customer_id"], "purchase_potential": 5000.0}
        ),
        "reps": pd.DataFrame({"rep_id": REPS, "left_on": pd.NaT}),
        "customer_reps": shares,
        "issued_targets": typed(quotas, "issued_targets"),
    }


FAIR = {rep: 132.0 * (i + 1) for i, rep in enumerate(REPS)}  # a tenth above last year


def judged(facts: dict[str, pd.DataFrame]) -> Results:
    found = judge_in_force(facts, month=MONTH)
    return Results(
        {
            name: result(one, challenge.FRAMES[name], context=Context("CNY"))
            for name, one in found.items()
        }
    )


def said(page: Results) -> list[str]:
    for lang in ("zh", "en"):
        with use(lang):
            texts = [one.plain() for one in fair.in_force(page)]
    return texts


def test_who_is_asked_for_half_as_much_again_is_named_with_the_amount() -> None:
    page = judged(firm(FAIR | {"R2": 1.5 * FAIR["R2"]}))
    row = page.quotas_in_force.row(rep_id="R2")
    assert (row["target"], row["last_year"], row["state"]) == (594.0, 360.0, "too_high")
    assert (row["factor"], row["above_rule"]) == pytest.approx((1.5, 198.0))
    (text,) = said(page)
    assert text.startswith("In the year from Jan 2026, R2 is asked for more than the others: ¥594")


def test_quotas_that_follow_one_rule_are_fair() -> None:
    (text,) = said(judged(firm(FAIR)))
    assert text.startswith("Of the 6 quotas issued for the year from Jan 2026 none asks clearly")


def test_a_quota_counts_as_it_was_first_issued() -> None:
    page = judged(firm(FAIR, target("R2", 5 * FAIR["R2"], version=2)))
    assert page.quotas_in_force.row(rep_id="R2")["target"] == FAIR["R2"]


def test_who_has_no_customers_and_too_few_quotas_are_not_judged() -> None:
    page = judged(firm(FAIR | {"R9": 100.0}))
    assert page.quotas_in_force.row(rep_id="R9")["state"] == "not_judged"
    assert page.in_force.first["n_judged"] == 6
    few = judged(firm({rep: FAIR[rep] for rep in REPS[:3]}))
    assert "cannot be judged: there are 3" in said(few)[0]
    assert said(judged(firm(FAIR) | {"issued_targets": firm(FAIR)["issued_targets"][:0]})) == []
