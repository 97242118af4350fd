"""Who is slipping away, with what is at stake, as far as the company's own past bears it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesnb.customers.retention.chances import Stated, state_all
from salesnb.customers.retention.continued import continued, known_customers, under_one_number
from salesnb.customers.retention.earlier import earlier_statements
from salesnb.customers.retention.purchases import Array, Known, Purchases, known_on
from salesnb.customers.retention.rhythm import (
    FALSE_SHARE,
    LATE,
    STATES,
    Rhythm,
    judge_rhythm,
    silence_seen,
)
from salesnb.customers.retention.tested import Tested, judge_statements
from salesnb.members import UNASSIGNED
from salesnb.months import YEAR, Month

Frames = Mapping[str, pd.DataFrame]
COSTED = 0.5  # of a customer's sales whose cost is known, for a margin of its own
NORMAL = 1.6449  # of a standard normal: five per cent on either side
COLUMNS = (
    "customer_id last_on n_days usual_gap_days silent_days overdue_ratio chance_silence state"
    " p_orders_next year_amount expected_amount at_stake margin_at_stake is_slipping"
)
CONTINUED = "customer_id goes_on_as how year_amount"
LISTED = ("stopped", "fading", "overdue")


@dataclass(frozen=True)
class Asked:
    """The report month, and how many months ahead an order is looked for."""

    month: Month
    ahead: int = 3


def study_retention(facts: Frames, *, month: Month, ahead: int = 3) -> dict[str, pd.DataFrame]:
    """Return who is slipping away.

    `facts`: order_days (day, customer_id, purchase_amount), customers, sales_cube (month,
    customer_id, net_amount, costed_amount, cost_amount). Frames: `retention` (a row per customer
    who ever bought; where a value did not hold in the company's own past it is missing), `slipping`
    (those to look at), `retention_states`, `retention_basis` (one row), `retention_models`,
    `retention_bins`, `retention_origins`, `continued` (who goes on under another number).
    """
    days = _known_days(facts, month)
    customers = facts["customers"]
    onward = continued(days, customers)
    bought = Purchases.of(under_one_number(days, onward))
    asked = Asked(month, ahead)
    if not len(bought.day):
        return _frames_of(pd.DataFrame(columns=COLUMNS.split()), onward, None, asked)
    tested = judge_statements(earlier_statements(bought, month=month, ahead=ahead))
    today = min(_day(month), int(bought.day.max()))
    known = known_on(bought, today)
    judged = judge_rhythm(bought, known)
    stated = state_all(bought, known, ahead=_day(month + ahead) - _day(month))
    table = _table(bought.names, judged, stated, tested)
    table = _with_margin(_without_closed(table, customers), facts, month)
    return _frames_of(table, onward, tested, asked)


def _known_days(facts: Frames, month: Month) -> pd.DataFrame:
    days = facts["order_days"]
    customer = days["customer_id"].fillna("").astype("str")
    is_own = ~customer.isin(["", UNASSIGNED]) & (days["day"] <= pd.Timestamp(month.last))
    return days[is_own.to_numpy()]


def _day(month: Month) -> int:
    return int(np.datetime64(month.last, "D").astype(np.int64))


def _table(
    names: np.ndarray, judged: Rhythm, stated: Mapping[str, Stated], tested: Tested
) -> pd.DataFrame:
    known = judged.known
    state = judged.state
    if not tested.names_customers:  # what did not hold is not said: late is all that is known
        state = np.where(judged.is_slipping, "overdue", state)
    is_slipping = np.isin(state, ("stopped", "fading"))
    chance = stated[tested.chance_by].chance if tested.shows_chance else _nothing(known)
    amount = stated[tested.amount_by].amount if tested.shows_money else _nothing(known)
    at_stake = np.where(is_slipping, np.maximum(known.year_amount - amount, 0), np.nan)
    return pd.DataFrame(
        {
            "customer_id": names,
            "last_on": pd.to_datetime(known.last.astype("datetime64[D]")),
            "n_days": known.n,
            "usual_gap_days": known.gap,
            "silent_days": known.silent,
            "overdue_ratio": known.overdue_ratio,
            "chance_silence": judged.silence,
            "state": state,
            "p_orders_next": chance,
            "year_amount": known.year_amount.round(2),
            "expected_amount": amount.round(2),
            "at_stake": at_stake.round(2),
            "is_slipping": is_slipping,
        }
    )


def _nothing(known: Known) -> Array:
    return np.full(len(known.n), np.nan)


def _without_closed(table: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the table without customers who are no longer active by the master data."""
    if "is_active" not in customers:
        return table
    active = known_customers(customers, table["customer_id"].to_numpy())["is_active"]
    closed = active.astype("object").eq(False).fillna(False).to_numpy(bool)
    return table[~closed].reset_index(drop=True)


def _with_margin(table: pd.DataFrame, facts: Frames, month: Month) -> pd.DataFrame:
    """Return the table with the margin at stake: of each customer's sales with a known cost."""
    share = margin_shares(facts["sales_cube"], month=month)
    own = share.reindex(table["customer_id"]).to_numpy(float)
    return table.assign(margin_at_stake=(table["at_stake"] * own).round(2))[COLUMNS.split()]


def margin_shares(sales: pd.DataFrame, *, month: Month) -> pd.Series:
    """Return each customer's margin as a share of its sales of two years with a known cost.

    Missing where less than `COSTED` of its sales have one. Index customer_id.
    """
    recent = sales[sales["month"].astype("str") > str(month - 2 * YEAR)]
    columns = ["net_amount", "costed_amount", "cost_amount"]
    sums = recent.groupby(recent["customer_id"].astype("str"))[columns].sum()
    enough = (sums["costed_amount"] > 0) & (
        sums["costed_amount"] >= COSTED * sums["net_amount"].abs()
    )
    return ((sums["costed_amount"] - sums["cost_amount"]) / sums["costed_amount"]).where(enough)


def known_before(facts: Frames, *, month: Month) -> pd.DataFrame | None:
    """Return what was known of customers at an earlier month's end; None without a year before it.

    Index customer_id, of those who had bought within a year: overdue_ratio, and purchases of the
    twelve months up to then (now) and since, and whether it still bought in the last six (stayed).
    """
    onward = continued(facts["order_days"], facts["customers"])
    days = under_one_number(_known_days(facts, month + YEAR), onward)
    bought = Purchases.of(days)
    day = _day(month)
    if not len(bought.day) or int(bought.day.min()) > day - 2 * 365 + 31:
        return None
    known = known_on(bought, day)
    _, now = bought.counted(day - 365, day)
    _, since = bought.counted(day, _day(month + YEAR))
    late, _ = bought.counted(_day(month + 6), _day(month + YEAR))
    columns = {"overdue_ratio": known.overdue_ratio, "now": now, "since": since, "stayed": late > 0}
    return pd.DataFrame(columns, index=pd.Index(bought.names))[now > 0]


def _frames_of(
    table: pd.DataFrame, onward: pd.DataFrame, tested: Tested | None, asked: Asked
) -> dict[str, pd.DataFrame]:
    listed = table[table["state"].isin(LISTED)]
    amounts = table.set_index("customer_id")["year_amount"]
    went_on = onward.assign(year_amount=amounts.reindex(onward["goes_on_as"]).to_numpy(float))
    origins = pd.DataFrame() if tested is None else tested.origins
    return {
        "retention": table,
        "slipping": listed.reset_index(drop=True),
        "retention_states": _states(table),
        "retention_basis": _basis(table, tested, asked),
        "retention_models": pd.DataFrame() if tested is None else tested.models,
        "retention_bins": pd.DataFrame() if tested is None else _bins(tested),
        "retention_origins": _dated(origins, asked.month),
        "continued": went_on[CONTINUED.split()],
    }


def _bins(tested: Tested) -> pd.DataFrame:
    return tested.bins.rename(columns={"low": "from_share", "high": "to_share"})


def _dated(origins: pd.DataFrame, month: Month) -> pd.DataFrame:
    if origins.empty:
        return origins
    named = [str(month - int(back)) for back in origins["origin"]]
    return origins.assign(month=named).drop(columns="origin")


def _states(table: pd.DataFrame) -> pd.DataFrame:
    """Return customers and their last year's purchases by state."""
    sums = table.assign(n_customers=1).groupby("state")[["n_customers", "year_amount"]].sum()
    kept = [one for one in STATES if one in sums.index]
    return sums.reindex(kept).round(2).rename_axis("state").reset_index()


def _basis(table: pd.DataFrame, tested: Tested | None, asked: Asked) -> pd.DataFrame:
    """Return one row: how many are judged and named, what is at stake, what held."""
    if tested is None:
        return pd.DataFrame()
    named = table[table["is_slipping"]]
    judged = table["chance_silence"].notna()
    low, high = _range(named)
    gap = float(table.loc[judged, "usual_gap_days"].median()) if judged.any() else np.nan
    origins = tested.origins
    row: dict[str, Any] = {
        "scope": "total",
        "month": str(asked.month),
        "ahead": asked.ahead,
        "n_customers": int((table["state"] != "lost_before").sum()),
        "n_judged": int(judged.sum()),
        "n_slipping": len(named),
        "n_by_chance": FALSE_SHARE * len(named),
        "n_overdue": int((table["state"] == "overdue").sum()),
        "n_overdue_by_chance": LATE * float(judged.sum()),
        "year_amount": float(named["year_amount"].sum()),
        "at_stake": float(named["at_stake"].sum()) if tested.shows_money else np.nan,
        "stake_low": low,
        "stake_high": high,
        "margin_at_stake": named["margin_at_stake"].sum(min_count=1),
        "all_amount": float(table.loc[table["state"] != "lost_before", "year_amount"].sum()),
        "usual_gap_days": gap,
        "seen_after_days": silence_seen(int(judged.sum()), gap),
        "chance_verdict": tested.chance,
        "amount_verdict": tested.amount,
        "named_verdict": tested.named,
        "stake_verdict": tested.stake,
        "n_named_before": int(origins["n_named"].sum()) if len(origins) else 0,
        "n_fell_before": int(origins["n_fell"].sum()) if len(origins) else 0,
    }
    row["stake_share"] = row["at_stake"] / row["all_amount"] if row["all_amount"] else np.nan
    return pd.DataFrame([row])


def _range(named: pd.DataFrame) -> tuple[float, float]:
    """Return the range of nine in ten of the sum at stake: each is lost whole, or stays whole.

    The chance of either follows from what is expected of it; one is independent of the other.
    """
    whole, lost = named["year_amount"].to_numpy(float), named["at_stake"].to_numpy(float)
    if not len(named) or np.isnan(lost).any():
        return float("nan"), float("nan")
    share = np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0).clip(0, 1)
    spread = NORMAL * float(np.sqrt((whole**2 * share * (1 - share)).sum()))
    return max(float(lost.sum()) - spread, 0.0), min(float(lost.sum()) + spread, float(whole.sum()))
