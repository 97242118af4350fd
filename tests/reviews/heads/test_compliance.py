"""Rules of price, credit, territory and approval: cases, breaches, what was granted."""

from __future__ import annotations

import pandas as pd
import pytest

from salesnb.reviews.heads.compliance import judge_compliance
from salesnb.settings import parse_settings
from tests.reviews.heads.companies import REPS, Frames, facts, ground, rows


def cells() -> pd.DataFrame:
    records: list[dict[str, object]] = [
        {
            "month": "2026-10",
            "customer_id": f"C{rep}{place}",
            "product_id": "P1",
            "rep_id": rep,
            "region_id": region,
            "n_lines": 1,
            "n_listed": 1,
            "n_floored": 1,
        }
        for rep, region in REPS.items()
        for place in range(3)
    ]
    return rows("price_cells", records)


def breach(
    kind: str, customer: str, amount: float, *, explained: bool = False
) -> dict[str, object]:
    rep = customer[1:3] if kind != "diversion" else ""
    return {
        "kind": kind,
        "customer_id": customer,
        "product_id": "P1",
        "month": "2026-10",
        "region_id": REPS[customer[1:3]],
        "rep_id": rep,
        "amount": amount,
        "is_explained": explained,
    }


def company(**more: pd.DataFrame) -> Frames:
    return facts(price_cells=cells(), **more)


def kinds(found: Frames) -> pd.DataFrame:
    return judge_compliance(ground(found))[0].rows.set_index(["node", "kind"])


def test_unexplained_prices_are_breaches_once_each() -> None:
    breaches = pd.DataFrame(
        [
            breach("below_floor", "CR10", 50.0),
            breach("leakage", "CR10", 80.0),
            breach("leakage", "CR20", 10.0, explained=True),
        ]
    )
    found = kinds(company(price_breaches=breaches))
    assert found.loc[("total", "price"), ["n_cases", "n_breaches"]].tolist() == [12, 1]
    assert found.loc[("R1", "price"), "amount"] == 80.0
    assert found.loc[("R1", "price"), "kept"] == pytest.approx(2 / 3)
    assert found.loc[("R2", "price"), "kept"] == 1.0
    assert ("total", "territory") not in found.index


def test_a_limit_exceeded_is_a_breach_unless_it_was_granted() -> None:
    limits = pd.DataFrame(
        {
            "customer_id": ["CR10", "CR11", "CR20", "CR30"],
            "exposure": [150.0, 90.0, 300.0, 50.0],
            "credit_limit": [100.0, 100.0, 100.0, float("nan")],
        }
    )
    asked = [{"kind": "credit", "rep_id": "R2", "customer_id": "CR20"}]
    granted = rows(
        "approvals",
        [
            one
            | {
                "asked_on": pd.Timestamp("2026-06-01"),
                "decided_on": pd.Timestamp("2026-06-03"),
                "is_granted": True,
            }
            for one in asked
        ],
    )
    found = kinds(company(credit_limits=limits, approvals=granted))
    assert found.loc[("total", "credit"), ["n_cases", "n_breaches"]].tolist() == [3, 1]
    assert found.loc[("total", "credit"), "amount"] == 50.0
    assert ("total", "price") not in found.index


def test_goods_seen_elsewhere_count_once_a_customer_for_its_owner() -> None:
    breaches = pd.DataFrame([breach("diversion", "CR30", 40.0), breach("diversion", "CR30", 60.0)])
    found = kinds(company(price_breaches=breaches))
    assert found.loc[("total", "territory"), ["n_cases", "n_breaches"]].tolist() == [12, 1]
    assert found.loc[("R3", "territory"), "amount"] == 100.0


def refusals(is_granted: bool) -> Frames:
    asked = {
        "kind": "price",
        "rep_id": "R1",
        "customer_id": "CR10",
        "asked_on": pd.Timestamp("2026-10-05"),
        "decided_on": pd.Timestamp("2026-10-07"),
        "is_granted": is_granted,
        "amount": 100.0,
    }
    asked_for = [asked | {"reference": one} for one in ("O1", "O2", "O3")]
    lines = rows(
        "month_lines",
        [
            {"order_id": "O1", "net_amount": 400.0, "list_amount": 500.0},
            {"order_id": "O2", "net_amount": 500.0, "list_amount": 510.0},
        ],
    )
    return company(approvals=rows("approvals", asked_for), month_lines=lines)


def test_a_refused_price_that_was_given_is_a_breach_and_an_order_not_placed_no_case() -> None:
    found = kinds(refusals(is_granted=False))
    assert found.loc[("R1", "approval"), ["n_cases", "n_breaches"]].tolist() == [2, 1]
    assert found.loc[("R1", "approval"), "amount"] == 100.0
    assert kinds(refusals(is_granted=True)).loc[("R1", "approval"), "n_breaches"] == 0


def test_kinds_are_weighted_by_severity() -> None:
    breaches = pd.DataFrame([breach("below_floor", f"CR1{one}", 5.0) for one in range(3)])
    limits = pd.DataFrame({"customer_id": ["CR10"], "exposure": [50.0], "credit_limit": [100.0]})
    found = company(price_breaches=breaches, credit_limits=limits)
    assert kinds(found).loc[("R1", "all"), "kept"] == pytest.approx(2 / 3)  # severity 1 and 2
    stated = {"company": {"name": "T"}, "scorecard": {"severity": {"price": 3, "credit": 1}}}
    own = judge_compliance(ground(found, settings=parse_settings(stated)))[0].rows
    assert own.set_index(["node", "kind"]).loc[("R1", "all"), "kept"] == pytest.approx(0.25)


def test_the_breaches_are_listed_with_what_is_at_stake() -> None:
    breaches = pd.DataFrame([breach("below_floor", "CR10", 50.0)])
    listed = judge_compliance(ground(company(price_breaches=breaches)))[1]
    assert listed[["kind", "customer_id", "amount"]].to_numpy().tolist() == [
        ["price", "CR10", 50.0]
    ]
