"""What customers owe, month by month and customer by customer, and that it ties to the cent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesnb.errors import UsageError
from salesnb.i18n import t
from salesnb.months import Month

FLOWS = ("invoiced", "credited", "received", "written_off")
SHOWN = 3  # faults that a message names


def require_tied(receivables: pd.DataFrame) -> None:
    """Raise `UsageError` where a customer's month does not follow from the month before.

    `receivables` has a row per customer and month with a movement: opening + invoiced + credited -
    received - written_off = closing, and opening is the closing before it.
    """
    rows = receivables.astype({"customer_id": "str", "month": "str"})
    rows = rows.sort_values(["customer_id", "month"], kind="stable")
    cents = (rows[["opening", *FLOWS, "closing"]] * 100).round().astype("int64")
    moved = cents["invoiced"] + cents["credited"] - cents["received"] - cents["written_off"]
    before = cents["closing"].groupby(rows["customer_id"]).shift(fill_value=0)
    wrong = (cents["opening"] + moved != cents["closing"]) | (cents["opening"] != before)
    if wrong.any():
        named = (rows["customer_id"] + " " + rows["month"])[wrong].head(SHOWN)
        raise UsageError(
            t(
                "receivables do not tie for {n} customer-months: {first}",
                n=int(wrong.sum()),
                first=", ".join(named),
            ),
            fix=t("close the month again; opening + movements must be the closing to the cent"),
        )


def roll_forward(receivables: pd.DataFrame, *, month: Month, months: int = 13) -> pd.DataFrame:
    """Return what all customers together owed: a row per month, the last `months` of them.

    month, opening, invoiced, credited, received, written_off, closing. Months without a movement
    carry the balance on.
    """
    named = [str(one) for one in (month - (months - 1)).until(month)]
    rows = receivables.astype({"month": "str"})
    sums = rows.groupby("month")[list(FLOWS)].sum()
    change = sums["invoiced"] + sums["credited"] - sums["received"] - sums["written_off"]
    before = float(change[change.index < named[0]].sum())
    shown = sums.reindex(named, fill_value=0.0)
    closing = (change.reindex(named, fill_value=0.0).cumsum() + before).round(2)
    opening = closing.shift(fill_value=round(before, 2))
    flows = shown.round(2)
    return (
        flows.assign(opening=opening, closing=closing)
        .rename_axis("month")
        .reset_index()[["month", "opening", *FLOWS, "closing"]]
    )


def customer_balances(receivables: pd.DataFrame, *, month: Month) -> pd.DataFrame:
    """Return the month's roll-forward: a row per customer who owed or moved anything in it.

    customer_id, opening, invoiced, credited, received, written_off, closing.
    """
    rows = receivables.astype({"month": "str", "customer_id": "str"})
    last = rows[rows["month"] <= str(month)].sort_values("month", kind="stable")
    last = last.drop_duplicates("customer_id", keep="last")
    is_now = (last["month"] == str(month)).to_numpy()
    last = last.assign(opening=np.where(is_now, last["opening"], last["closing"]))
    for flow in FLOWS:
        last[flow] = np.where(is_now, last[flow], 0.0)
    kept = last[is_now | (last["closing"] != 0)].sort_values("customer_id")
    return kept[["customer_id", "opening", *FLOWS, "closing"]].reset_index(drop=True)
