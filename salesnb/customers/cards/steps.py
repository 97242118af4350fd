"""What is to be done with a customer, and what may go wrong: each with its amount and a day."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from salesnb.customers.cards.figures import MADE, QUARTER, unexplained, utilisation
from salesnb.customers.cards.ground import Ground

REPLACEABLE = 0.7  # index of research from which on others could easily take our place


def risks(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer with a card and risk: amount at stake, share (chance or share).

    Risks: overdue, over_limit, late (chance of paying late), slipping (chance of no order in three
    months), breach (of price, unexplained), replaceable, single_known (one of us alone knows it),
    complaint (open). Only what is known is listed.
    """
    parts = [find(ground, strategy).assign(risk=name) for name, find in _RISKS.items()]
    found = pd.concat(parts, ignore_index=True)
    return found[found["customer_id"].isin(ground.carded)].reset_index(drop=True)


def actions(
    ground: Ground, strategy: pd.DataFrame, known: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return a row per customer with a card and action: n, amount, rep_id, due_on.

    Money owed is asked for by the middle of the next month, all else is due at its end.
    """
    dangers = risks(ground, strategy)
    parts = [
        _of_risk(dangers, "overdue", "collect"),
        _of_risk(dangers, "slipping", "call"),
        _of_risk(dangers, "breach", "ask_price"),
        _of_risk(dangers, "complaint", "settle"),
        _of_risk(dangers, "single_known", "introduce"),
        _offered(strategy),
        _unvisited(ground),
        _unfilled(known["missing_fields"]),
    ]
    found = pd.concat(parts, ignore_index=True)
    found = found[found["customer_id"].isin(ground.carded)].reset_index(drop=True)
    reps = known["information"].set_index("customer_id")["rep_id"]
    ahead = ground.month + 1
    soon, later = pd.Timestamp(ahead.first) + pd.Timedelta(days=14), pd.Timestamp(ahead.last)
    due = found["action"].map({"collect": soon}).fillna(later).astype("datetime64[s]")
    return found.assign(rep_id=found["customer_id"].map(reps).fillna(""), due_on=due)


def _rows(
    ids: pd.Series | pd.Index,
    *,
    amount: pd.Series | None = None,
    n: pd.Series | None = None,
    share: pd.Series | None = None,
) -> pd.DataFrame:
    """Return a row per customer; what is not given is missing."""
    given = {"amount": amount, "n": n, "share": share}
    columns = {
        name: [float("nan")] * len(ids) if one is None else one.to_numpy(float)
        for name, one in given.items()
    }
    return pd.DataFrame({"customer_id": list(ids), **columns}).astype(dict.fromkeys(given, float))


def _overdue(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    if not ground.facts["collections_cube"]["amount"].any():
        return _rows(pd.Index([]))
    owed = ground.facts["open_instalments"]
    owed = owed[owed["open_amount"] > 0]
    late = (
        owed[owed["days_past_due"] > 0].groupby("customer_id")["open_amount"].agg(["sum", "size"])
    )
    whole = owed.groupby("customer_id")["open_amount"].sum().reindex(late.index)
    return _rows(late.index, amount=late["sum"], n=late["size"], share=late["sum"] / whole)


def _over_limit(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    known = ground.of_customer("credit_limits", "exposure credit_limit").astype("float64")
    used = utilisation(ground)
    limit = ground.facts["customers"].set_index("customer_id")["credit_limit"]
    limit = limit.reindex(ground.customers)
    limit = known["credit_limit"].fillna(limit)
    owed = known["exposure"].fillna(used * limit)
    over = (owed - limit).where((limit > 0) & (owed > limit)).dropna()
    return _rows(over.index, amount=over, share=(owed / limit).reindex(over.index))


def _late(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    known = ground.of_customer("credit_limits", "p_late expected_loss").astype("float64")
    known = known[known["p_late"] >= 0.5]
    return _rows(known.index, amount=known["expected_loss"], share=known["p_late"])


def _slipping(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    known = ground.of_customer("customer_retention", "is_slipping p_orders_next at_stake")
    known = known[known["is_slipping"].eq(True)]
    return _rows(
        known.index,
        amount=known["at_stake"].astype("float64"),
        share=1 - known["p_orders_next"].astype("float64"),
    )


def _breach(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    known = unexplained(ground)
    sums = known.groupby("customer_id")["amount"].agg(["sum", "size"])
    return _rows(sums.index, amount=sums["sum"], n=sums["size"])


def _replaceable(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    index = ground.of_customer("customer_research", "replaceability")["replaceability"]
    index = index.astype("float64")
    index = index[index >= REPLACEABLE]
    year = ground.holders.set_index("customer_id")["year_amount"].reindex(index.index)
    return _rows(index.index, amount=year, share=index)


def _single_known(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    alone = ground.of_customer("customer_research", "is_single_known")["is_single_known"].eq(True)
    year = ground.holders.set_index("customer_id")["year_amount"]
    return _rows(alone.index[alone], amount=year.reindex(alone.index[alone]))


def _complaint(ground: Ground, strategy: pd.DataFrame) -> pd.DataFrame:
    listed = ground.facts["complaints"]
    waiting = listed[listed["closed_on"].isna()]
    sums = waiting.groupby("customer_id")["claim_amount"].agg(["sum", "size"])
    return _rows(sums.index, amount=sums["sum"].where(sums["sum"] > 0), n=sums["size"])


def _of_risk(dangers: pd.DataFrame, risk: str, action: str) -> pd.DataFrame:
    own = dangers[dangers["risk"] == risk]
    return own[["customer_id", "amount", "n"]].assign(action=action)


def _offered(strategy: pd.DataFrame) -> pd.DataFrame:
    own = strategy[strategy["offer_group"] != ""]
    return _rows(own["customer_id"])[["customer_id", "amount", "n"]].assign(action="offer")


def _unvisited(ground: Ground) -> pd.DataFrame:
    """Return the visits that the class asked for in three months and that were not made."""
    visits = ground.facts["visits"]
    asked = ground.of_customer("customer_classes", "visits_per_month")["visits_per_month"]
    asked = asked.astype("float64") * QUARTER
    months = ground.months(QUARTER)
    is_made = visits["status"].isin(MADE) & visits["visit_date"].dt.strftime("%Y-%m").isin(months)
    held = visits[is_made].groupby("customer_id").size().reindex(asked.index).fillna(0.0)
    short = (asked - held).round()
    short = short[short >= 1] if len(visits) else short[:0]
    return _rows(short.index, n=short)[["customer_id", "amount", "n"]].assign(action="visit")


def _unfilled(missing: pd.DataFrame) -> pd.DataFrame:
    n = missing.groupby("customer_id").size()
    return _rows(n.index, n=n)[["customer_id", "amount", "n"]].assign(action="complete")


_RISKS = {
    "overdue": _overdue,
    "over_limit": _over_limit,
    "late": _late,
    "slipping": _slipping,
    "breach": _breach,
    "replaceable": _replaceable,
    "single_known": _single_known,
    "complaint": _complaint,
}
