"""The month in numbers: how all customers stand by the rubric, what was agreed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.customers.cards.ground import CARDED, LISTED, SILENT, Ground
from salesnb.customers.cards.proposals import LEAST_GRADED
from salesnb.customers.cards.rubric import GRADED, RUBRIC, THIN, UNKNOWN, WEAK
from salesnb.measures import ratio

COMPLETE = 0.8  # share of what is asked for, below which a card is called incomplete


def count_month(
    ground: Ground,
    found: Mapping[str, pd.DataFrame],
    *,
    months_running: int,
    stale_days: int,
) -> dict[str, pd.DataFrame]:
    """Return `card_month` (one row), `rubric`, `grade_counts`, `grade_totals`, `missing_counts`.

    `found` are the frames of information, strategy, review and proposals. Amounts are net sales of
    twelve months of the customers that are counted. `grade_counts`: a row per criterion and grade
    of the customers with a card, `grade_totals` per criterion those that are graded at all;
    `missing_counts` per column of the master data the cards that lack it.
    """
    cards = found["customer_cards"]
    own = cards[cards["is_carded"]]
    row = {
        **_counted(cards),
        **_judged(own),
        **_agreed(ground, found["agreements"]),
        **_kept(own),
        "months_running": float(months_running),
        "stale_days": float(stale_days),
        "complete_from": COMPLETE,
        "least_graded": float(LEAST_GRADED),
        "n_months": float(_history_months(ground)),
    }
    counts = _grade_counts(own)
    return {
        "card_month": pd.DataFrame([{"scope": "total", **row}]),
        "rubric": _rubric(),
        "grade_counts": counts,
        "grade_totals": _totals(counts),
        "missing_counts": _missing(found["missing_fields"], own),
    }


def _counted(cards: pd.DataFrame) -> dict[str, float]:
    """Return who has a card, and how much of sales that is."""
    amount = cards.groupby("state")["year_amount"].sum()
    n = cards["state"].value_counts()
    whole = float(cards["year_amount"].sum())
    carded = float(amount.get(CARDED, 0.0))
    return {
        "n_customers": float(len(cards)),
        "n_carded": float(n.get(CARDED, 0)),
        "n_listed": float(n.get(LISTED, 0)),
        "n_silent": float(n.get(SILENT, 0)),
        "n_merged": float(cards["n_merged"].sum()),
        "carded_amount": carded,
        "carded_share": carded / whole if whole > 0 else float("nan"),
    }


def _judged(own: pd.DataFrame) -> dict[str, float]:
    """Return how many are judged, who turns where, and who is proposed to move."""
    enough = own[own["n_graded"] >= LEAST_GRADED]
    found = {"n_judged": float(len(enough)), "n_unjudged": float(len(own) - len(enough))}
    for name in ("up", "down"):
        found |= _sums(own[own["direction"] == name], f"turn_{name}")
    for name in ("up", "down", "look"):
        found |= _sums(own[own["proposal"] == name], name)
    return found | _sums(own[own["reason"] == "first"], "first")


def _sums(rows: pd.DataFrame, name: str) -> dict[str, float]:
    return {f"n_{name}": float(len(rows)), f"{name}_amount": float(rows["year_amount"].sum())}


def _agreed(ground: Ground, agreements: pd.DataFrame) -> dict[str, float]:
    """Return what standing agreements of three months held, and what was delivered of it."""
    whole = agreements[["agreed_amount", "kept_amount", "short_amount"]].sum()
    by_customer = agreements.groupby("customer_id")["short_amount"].sum()
    agreed = float(whole["agreed_amount"])
    return {
        "n_agreed": float(len(by_customer)),
        "n_short": float((by_customer > 0.005).sum()),
        "agreed_amount": agreed if len(by_customer) else float("nan"),
        "short_amount": float(whole["short_amount"]) if len(by_customer) else float("nan"),
        "kept_share": float(whole["kept_amount"]) / agreed if agreed > 0 else float("nan"),
    }


def _kept(own: pd.DataFrame) -> dict[str, float]:
    """Return how complete and how fresh cards are, and which reviews are due."""
    known = own["days_old"].notna()
    return {
        "completeness": float(own["completeness"].mean()),
        **_sums(own[own["completeness"] < COMPLETE], "incomplete"),
        "n_dated": float(known.sum()),
        **_sums(own[own["is_stale"]], "stale"),
        **_sums(own[own["is_due"]], "due"),
        "n_unclassed": float((own["customer_class"] == "").sum()),
    }


def _history_months(ground: Ground) -> int:
    months = ground.facts["sales_cube"]["month"]
    return int(months.nunique())


def _rubric() -> pd.DataFrame:
    """Return the written limits, a row per criterion."""
    rows = [
        (name, one.good, one.weak, one.least, one.is_more_better, one.is_theirs)
        for name, one in RUBRIC.items()
    ]
    columns = ["criterion", "good_from", "weak_from", "least", "is_more_better", "is_theirs"]
    return pd.DataFrame(rows, columns=columns).assign(measured=lambda f: f["criterion"])


def _grade_counts(own: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for criterion in RUBRIC:
        grade = own[f"{criterion}_grade"].rename("grade")
        sums = own.groupby(grade)["year_amount"].agg(["size", "sum"])
        named = sums.set_axis(["n", "amount"], axis=1).reset_index()
        parts.append(named.assign(criterion=criterion))
    found = pd.concat(parts, ignore_index=True)
    found["share"] = ratio(found["n"].astype("float64"), float(len(own)) or float("nan"))
    return found.astype({"n": "float64", "amount": "float64"})


def _totals(counts: pd.DataFrame) -> pd.DataFrame:
    """Return, per criterion with a grade, how many are graded, not graded, and weak."""
    wide = counts.pivot_table(index="criterion", columns="grade", values="n", aggfunc="sum")
    wide = wide.reindex(index=list(RUBRIC), columns=[*GRADED, THIN, UNKNOWN]).fillna(0.0)
    weak = counts[counts["grade"] == WEAK].set_index("criterion")["amount"]
    found = pd.DataFrame(
        {
            "criterion": wide.index,
            "n_graded": wide[list(GRADED)].sum(axis=1).to_numpy(),
            **{f"n_{one}": wide[one].to_numpy() for one in (*GRADED, THIN, UNKNOWN)},
            "weak_amount": weak.reindex(wide.index).fillna(0.0).to_numpy(),
        }
    )
    return found[found["n_graded"] > 0].reset_index(drop=True)


def _missing(missing: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    year = own.set_index("customer_id")["year_amount"]
    amounts = missing.assign(amount=missing["customer_id"].map(year))
    found = amounts.groupby("field")["amount"].agg(["size", "sum"])
    found = found.set_axis(["n", "amount"], axis=1).reset_index()
    found["share"] = ratio(found["n"].astype("float64"), float(len(own)) or float("nan"))
    return found.astype({"n": "float64", "amount": "float64"})
