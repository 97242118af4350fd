"""What we do not know of a customer that matters: an open question, with who is to ask."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.customers.research import looking_up
from salesnb.members import UNASSIGNED
from salesnb.months import Month

QUESTIONS = ("share", "rival", "advantage", "potential", "value", "agreement")


def open_questions(
    found: pd.DataFrame, asked: pd.DataFrame, owners: pd.Series
) -> dict[str, pd.DataFrame]:
    """Return what is not known of the customers in `asked`, the largest amounts first.

    `found` are the research sheets by customer_id, `asked` has customer_id and part (of A customers
    and substitutes), `owners` the rep by customer. Frames: questions (customer_id, question,
    owner_id, part, amount, place: its first open question is 1) and question_counts (a row per
    question: n_asked, n_known, n_open, amount_open).
    """
    ids = pd.Index(asked["customer_id"], name="customer_id")
    table = _known(found.reindex(ids)).stack().reset_index()
    table.columns = pd.Index(["customer_id", "question", "is_known"])
    table["is_known"] = table["is_known"].astype(bool)
    table["amount"] = looking_up.numbers(table["customer_id"], found["amount"])
    table["part"] = looking_up.texts(table["customer_id"], asked.set_index("customer_id")["part"])
    table["owner_id"] = looking_up.texts(table["customer_id"], owners, UNASSIGNED)
    lacking = table[~table["is_known"]].drop(columns="is_known")
    lacking["place"] = lacking.groupby("customer_id").cumcount() + 1
    by = table.groupby("question")["is_known"]
    counted = pd.DataFrame({"n_asked": by.size(), "n_known": by.sum()})
    counted["n_open"] = counted["n_asked"] - counted["n_known"]
    counted["amount_open"] = lacking.groupby("question")["amount"].sum()
    counted = counted.reindex([one for one in QUESTIONS if one in counted.index])
    counted = counted.fillna({"amount_open": 0.0}).rename_axis("question").reset_index()
    return {"questions": lacking.reset_index(drop=True), "question_counts": counted}


def _known(sheets: pd.DataFrame) -> pd.DataFrame:
    """Return whether each question is answered, by customer."""
    seen = sheets["share_basis"].isin(("both", "rivals", "judged"))
    return pd.DataFrame(
        {
            "share": seen & ~sheets["is_stale"].eq(True),
            "rival": sheets["main_rival"].fillna("") != "",
            "advantage": sheets["rival_advantage"].fillna("") != "",
            "potential": sheets["potential"].notna(),
            "value": sheets["value_in_use"].notna(),
            "agreement": sheets["lock_in"].notna(),
        }
    )


def owners_of(credit: pd.DataFrame, *, month: Month) -> pd.Series:
    """Return the rep who owns each customer at the month's end."""
    last = pd.Timestamp(month.last)
    now = credit[~(credit["valid_from"] > last) & ~(credit["valid_to"] <= last)]
    own = now.assign(is_deputy=now["role"].eq("deputy"), share=-now["credit_share"].fillna(0.0))
    own = own.sort_values(["customer_id", "is_deputy", "share", "rep_id"], kind="stable")
    return own.drop_duplicates("customer_id").set_index("customer_id")["rep_id"]


def kept_without_effort(judged: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return the share of purchases that people judged to stay without any visit, by customer."""
    own = judged[(judged["topic"] == "visits") & judged["customer_id"].isin(base.index)]
    newest = own.sort_values("judged_on", kind="stable").drop_duplicates("customer_id", keep="last")
    kept = newest.set_index("customer_id")["at_none"].astype(float)
    return pd.DataFrame({"kept": kept.reindex(base.index).astype(float).replace(np.inf, np.nan)})
