"""Market aims of a visit: collect what is owed, settle complaints, learn what is not known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.actions.effects.panel import Facts
from salesnb.actions.sheets.ground import Ground
from salesnb.actions.sheets.selling import AIM

YEAR_DAYS = 365
LATE_SHARE = 0.3  # of what is owed, past due: collect before selling more
OLD_DAYS = 30  # of a complaint: settled before selling more
ANSWERS = 3.0  # questions to a visit, at most
OWED = """customer_id n_instalments oldest_days promised_for n_promises_broken first_due
    is_first"""


def owed(ground: Ground, facts: Facts) -> pd.DataFrame:
    """Return what is past due, or falls due in the planned month, by customer (`OWED` and more).

    Also: amount (past due and falling due), past_due. is_first: a large part of what is owed is
    past due. promised_for: the last day promised for any of it, n_promises_broken: promises whose
    day has passed.
    """
    rows = facts["open_instalments"]
    end = pd.Timestamp((ground.month + 1).last)
    rows = rows[(rows["open_amount"] > 0) & rows["customer_id"].isin(ground.ids)]
    whole = rows.groupby("customer_id")["open_amount"].sum()
    own = rows[rows["due_on"] <= end]
    late = own[own["days_past_due"] > 0].groupby("customer_id")["open_amount"].sum()
    by = own.groupby("customer_id")
    found = pd.DataFrame(
        {
            "amount": by["open_amount"].sum(),
            "n_instalments": by.size(),
            "oldest_days": by["days_past_due"].max().clip(lower=0),
            "first_due": by["due_on"].min(),
        }
    )
    found["past_due"] = late.reindex(found.index).fillna(0.0)
    said = facts["payment_promises"]
    said = said[said["instalment_id"].isin(own["instalment_id"])]
    who = said["instalment_id"].map(own.set_index("instalment_id")["customer_id"])
    found["promised_for"] = said.groupby(who)["promised_for"].max().reindex(found.index)
    gone = said[said["promised_for"] <= pd.Timestamp(ground.month.last)]
    broken = gone.groupby(who.reindex(gone.index)).size()
    found["n_promises_broken"] = broken.reindex(found.index).fillna(0).astype(int)
    found["is_first"] = found["past_due"] > LATE_SHARE * whole.reindex(found.index)
    return found.rename_axis("customer_id").reset_index()


def collect(ground: Ground, known: pd.DataFrame) -> pd.DataFrame:
    """Return the aim to collect (`AIM`): from what is owed to nothing of it open.

    amount: the money; the chance is how often such aims were met.
    """
    found = _aims(ground, known["customer_id"], "collect")
    found["baseline"] = known["amount"].to_numpy(float)
    found["target"] = 0.0
    found["unit"], found["amount"] = "money", known["amount"].to_numpy(float)
    found["why"] = np.where(known["past_due"] > 0, "past_due", "falls_due")
    return found[AIM.split()]


def complaints(ground: Ground, facts: Facts) -> pd.DataFrame:
    """Return open complaints by customer: n_open, oldest_days, claimed, cause, is_first."""
    rows = facts["complaints"]
    end = pd.Timestamp(ground.month.last)
    rows = rows[(rows["opened_on"] <= end) & (rows["closed_on"].isna() | (rows["closed_on"] > end))]
    rows = rows[rows["customer_id"].isin(ground.ids)].sort_values("opened_on")
    by = rows.groupby("customer_id")
    found = pd.DataFrame(
        {
            "n_open": by.size(),
            "oldest_days": (end - by["opened_on"].min()).dt.days,
            "claimed": by["claim_amount"].sum(),
            "cause": by["cause"].first(),
            "product_id": by["product_id"].first(),
        }
    )
    found["is_first"] = found["oldest_days"] > OLD_DAYS
    return found.rename_axis("customer_id").reset_index()


def settle(ground: Ground, known: pd.DataFrame) -> pd.DataFrame:
    """Return the aim to settle complaints (`AIM`): from those open to none."""
    found = _aims(ground, known["customer_id"], "complaint")
    found["baseline"] = known["n_open"].to_numpy(float)
    found["target"], found["unit"] = 0.0, "complaints"
    found["amount"] = known["claimed"].fillna(0.0).to_numpy(float)
    found["product_id"] = known["product_id"].to_numpy(object)
    found["why"] = "open_complaint"
    return found[AIM.split()]


def questions(ground: Ground, facts: Facts, missing: pd.DataFrame | None) -> pd.DataFrame:
    """Return what is not known of customers: customer_id, question (a row each).

    What lacks on the card (`missing`: customer_id, field), and `rivals` where no competitor's part
    was seen there in a year, in a company that looks for it.
    """
    parts = []
    if missing is not None and len(missing):
        own = missing[missing["customer_id"].astype(str).isin(ground.ids)]
        parts.append(own.rename(columns={"field": "question"})[["customer_id", "question"]])
    seen = facts["customer_rivals"]
    if len(seen):
        since = pd.Timestamp(ground.month.last) - pd.Timedelta(days=YEAR_DAYS)
        fresh = set(seen.loc[seen["observed_on"] > since, "customer_id"])
        old = [one for one in ground.ids if one not in fresh]
        parts.append(pd.DataFrame({"customer_id": old, "question": "rivals"}))
    columns = ["customer_id", "question"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def learn(ground: Ground, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the aim to learn (`AIM`): answers to some of the open questions."""
    n = asked.groupby("customer_id").size()
    found = _aims(ground, n.index, "information")
    found["target"] = np.minimum(n.to_numpy(float), ANSWERS)
    found["unit"], found["why"] = "answers", "not_known"
    return found[AIM.split()]


def _aims(ground: Ground, customers: pd.Index | pd.Series, objective: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": np.asarray(customers, dtype=object),
            "objective": objective,
            "product_group": "",
            "product_id": "",
            "baseline": 0.0,
            "amount": 0.0,
            "chance": ground.reach.share(objective),
            "n_before": ground.reach.count(objective),
        }
    )
