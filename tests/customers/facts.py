"""Small companies whose customers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.contracts.decided import PLAN_FILES
from salesnb.months import Month

LAST = Month.parse("2026-10")
Frames = dict[str, pd.DataFrame]


def cube(
    monthly: Mapping[str, float], *, months: int = 36, margin: float | None = 0.25
) -> pd.DataFrame:
    """Return customers who buy the same amount in every month up to the last."""
    rows = [
        {"month": str(LAST - back), "customer_id": name, "product_id": "P1", "net_amount": amount}
        for name, amount in monthly.items()
        for back in range(months)
    ]
    found = pd.DataFrame(rows).assign(rep_id="R1", n_purchases=1)
    costed = found["net_amount"] if margin is not None else 0.0
    cost = found["net_amount"] * (1 - margin) if margin is not None else 0.0
    return found.assign(costed_amount=costed, cost_amount=cost)


def company(monthly: Mapping[str, float], **more: pd.DataFrame) -> Frames:
    """Return a company of these customers, each of whom buys the same amount in every month."""
    return {"sales_cube": cube(monthly), **more}


def section(file: str, name: str, *rows: Mapping[str, object]) -> pd.DataFrame:
    """Return a section of a plan file with these entries."""
    declared = next(one for one in PLAN_FILES[file].sections if one.name == name)
    columns = [one.name for one in declared.entry.fields]
    found = pd.DataFrame([dict(one) for one in rows], columns=columns)
    texts = [one.name for one in declared.entry.fields if one.type in ("id", "text")]
    return found.astype(dict.fromkeys(texts, "object")).fillna(dict.fromkeys(texts, ""))


def decided(**given: pd.DataFrame) -> Frames:
    """Return the sections that classes read, empty where none is given."""
    sections = {
        "weights": "weights",
        "pairs": "weights",
        "scales": "weights",
        "judgements": "judgements",
        "lines": "budget",
    }
    return {name: section(file, name) for name, file in sections.items()} | given


def points(**each: float) -> pd.DataFrame:
    """Return points of one author by criterion."""
    return pd.DataFrame(
        [{"criterion": name, "weight": value, "author": "Li"} for name, value in each.items()]
    )


def pairs(*each: tuple[str, str, float], author: str = "Li") -> pd.DataFrame:
    """Return comparisons of one author."""
    rows = [(first, second, ratio, author) for first, second, ratio in each]
    return pd.DataFrame(rows, columns=["criterion", "over", "ratio", "author"])
