"""What changed on customers since last month: credit, owner, contacts, place, and volume."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from salesnb.customers.research import looking_up
from salesnb.months import Month

TOPICS = {
    "credit": "credit_limit security_amount risk_rating settlement_id",
    "owner": "name name_zh group_id merged_into kind",
    "contact": "contact_name phone opening_hours visit_minutes",
    "place": "region_id city latitude longitude",
    "supply": "purchase_potential segment sales_method_id is_active rep_id",
}
VOLUME, OTHER = "volume", "other"
RECENT, BEFORE = 3, 12  # months that are compared: purchases are lumpy, one month says little
EACH = 0.05  # chance, each for itself, below which a customer is listed at all
PRIOR = 6.0  # months of the common scatter that stand beside a customer's own
FALSE_SHARE = 0.10  # of the changes of volume that are told, at most so many are chance
COORDINATES = ("latitude", "longitude", "name_zh")  # told by the region, the city, the name


def what_changed(
    changes: pd.DataFrame | None, sales: pd.DataFrame, base: pd.DataFrame, *, month: Month
) -> dict[str, pd.DataFrame]:
    """Return the changes of the month on customers' master data, and customers whose volume moved.

    `changes` has customer_id, field, old_value, new_value, changed_on, or is None where they are
    not known. Frames: changes (customer_id, topic, field, nth, old_value, new_value, changed_on,
    amount, customer_class), volumes (customers whose purchases of `RECENT` months differ from the
    twelve before with a chance below `EACH`; `is_told` where it is more than chance does in all of
    them together: at most `FALSE_SHARE` of those told are false, Benjamini and Hochberg 1995) and
    change_totals (one row; least_seen is the fall that the middle A customer must show to be told).
    """
    listed = _listed(changes, base)
    moved = _moved(sales, base, month)
    seen = moved[moved["chance"] < EACH].drop(columns="least")
    totals = _totals(changes is not None, listed, moved)
    return {"changes": listed, "volumes": seen.reset_index(drop=True), "change_totals": totals}


def _listed(changes: pd.DataFrame | None, base: pd.DataFrame) -> pd.DataFrame:
    columns = ["customer_id", "field", "old_value", "new_value", "changed_on"]
    rows = pd.DataFrame(columns=columns) if changes is None else changes[columns]
    rows = rows[~rows["field"].isin(COORDINATES) & rows["customer_id"].isin(base.index)]
    topics = {field: topic for topic, fields in TOPICS.items() for field in fields.split()}
    return rows.assign(
        topic=looking_up.texts(rows["field"], topics, OTHER),
        nth=rows.groupby(["customer_id", "field"]).cumcount() + 1,
        amount=looking_up.numbers(rows["customer_id"], base["amount"]),
        customer_class=looking_up.texts(rows["customer_id"], base["customer_class"]),
    ).reset_index(drop=True)


def _moved(sales: pd.DataFrame, base: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Return customers that could be judged: purchases a month before and now, and whether told.

    Roots of monthly amounts are compared: their scatter depends little on the amount.
    """
    months = [str(one) for one in (month - (RECENT + BEFORE - 1)).until(month)]
    held = set(sales["month"])
    amounts = _by_month(sales, base, months)
    if amounts.empty or not held.issuperset(months):
        return _NONE.copy()
    roots = np.sqrt(amounts.clip(lower=0).to_numpy(float))
    chance, spread = _chances(roots[:, :BEFORE], roots[:, BEFORE:])
    before, now = (amounts.iloc[:, s].mean(axis=1) for s in (slice(BEFORE), slice(BEFORE, None)))
    return pd.DataFrame(
        {
            "customer_id": amounts.index,
            "customer_class": base["customer_class"].reindex(amounts.index).to_numpy(object),
            "before": before.to_numpy(),
            "now": now.to_numpy(),
            "change": 12 * (now - before).to_numpy(),
            "growth": (now / before.where(before > 0) - 1).to_numpy(),
            "chance": chance,
            "is_told": _told(chance),
            "least": _least_fall(roots[:, :BEFORE].mean(axis=1), spread),
        }
    )


MOVED = "customer_id customer_class before now change growth chance is_told least"
_NONE = pd.DataFrame(columns=MOVED.split()).astype(
    {
        "customer_id": "str",
        "change": float,
        "growth": float,
        "chance": float,
        "is_told": bool,
        "least": float,
    }
)


def _least_fall(level: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return the fall of purchases that would be told for each, if it were the only one."""
    n = max(len(level), 1)
    needed = student.isf(FALSE_SHARE / n / 2, BEFORE + RECENT - 2 + PRIOR)
    left = 1 - needed * spread * np.sqrt(1 / RECENT + 1 / BEFORE) / np.maximum(level, 1e-9)
    return np.where(left > 0, 1 - left**2, np.nan)


def _chances(old: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely chance alone moves each row as far (two-sided t), and the spread of roots.

    The variance of a row is held near that of all rows of its size, as if `PRIOR` further months of
    the common one stood beside its own.
    """
    degrees = BEFORE + RECENT - 2
    squares = old.var(axis=1) * BEFORE + new.var(axis=1) * RECENT
    scale = np.maximum(np.hstack([old, new]).mean(axis=1), 1e-9)
    common = np.median(squares / degrees / scale) * scale
    spread = np.sqrt((squares + PRIOR * common) / (degrees + PRIOR))
    apart = (new.mean(axis=1) - old.mean(axis=1)) / np.maximum(spread, 1e-9)
    chance = 2 * student.sf(np.abs(apart) / np.sqrt(1 / RECENT + 1 / BEFORE), degrees + PRIOR)
    return chance, spread


def _by_month(sales: pd.DataFrame, base: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """Return purchases by customer and month of all that bought in the twelve months before."""
    own = sales[sales["month"].isin(months) & sales["customer_id"].isin(base.index)]
    amounts = own.pivot_table(
        index="customer_id", columns="month", values="net_amount", aggfunc="sum", observed=True
    )
    amounts = amounts.reindex(columns=months).fillna(0.0)
    return amounts[(amounts.iloc[:, :BEFORE] > 0).sum(axis=1) >= RECENT]


def _told(chance: np.ndarray) -> np.ndarray:
    """Return which of the tests stand, with `FALSE_SHARE` false ones among them at most."""
    n = len(chance)
    order = np.argsort(chance, kind="stable")
    passed = chance[order] <= FALSE_SHARE * np.arange(1, n + 1) / n
    last = int(np.flatnonzero(passed).max()) + 1 if passed.any() else 0
    found = np.zeros(n, dtype=bool)
    found[order[:last]] = True
    return found


def _totals(is_known: bool, listed: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    told = moved[moved["is_told"]]
    leads = moved.loc[moved["customer_class"] == "A", "least"]
    return pd.DataFrame(
        [
            {
                "scope": "total",
                "is_known": is_known,
                "n_changes": float(len(listed)) if is_known else np.nan,
                "n_customers": float(listed["customer_id"].nunique()) if is_known else np.nan,
                "n_owner": float(_n(listed, "owner")) if is_known else np.nan,
                "n_credit": float(_n(listed, "credit")) if is_known else np.nan,
                "n_contact": float(_n(listed, "contact")) if is_known else np.nan,
                "n_judged": len(moved),
                "n_up": int((told["change"] > 0).sum()),
                "n_down": int((told["change"] < 0).sum()),
                "change_down": float(told.loc[told["change"] < 0, "change"].sum()),
                "change_up": float(told.loc[told["change"] > 0, "change"].sum()),
                "least_seen": float(leads.median()) if leads.notna().any() else np.nan,
            }
        ]
    )


def _n(listed: pd.DataFrame, topic: str) -> int:
    return int(listed.loc[listed["topic"] == topic, "customer_id"].nunique())
