"""How much of what was at stake was gone a month later: what leverages can be judged by."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from salesnb.months import Month

MOVED = ["lever", "share", "n_taken", "gone_taken", "n_left", "gone_left"]


def moved_by_lever(
    raised: Mapping[str, pd.DataFrame],
    spoke: Mapping[str, Collection[str]],
    accepted: pd.DataFrame,
    leverage: Mapping[str, float],
) -> pd.DataFrame:
    """Return per lever how much of what was at stake was gone a month later, taken up or not.

    `raised` is what each month raised (decision, book, lever, amount), `spoke` the workbooks that
    said something, both by month and with this one among them. A case is a matter with an amount
    whose workbook spoke in the next month too; gone is the share of the amount that is no longer at
    stake then, between none and all. n_taken and gone_taken: cases that an entry of `accepted`
    (month, decision) takes up, and the mean of what was gone; n_left and gone_left: all others.
    share is the leverage as it is stated. It compares and does not prove: what is taken up differs
    from the rest, and part of what is at stake goes by itself.
    """
    cases = [
        _cases(rows, raised[after], spoke.get(after, ())).assign(month=month)
        for month, rows in raised.items()
        if (after := str(Month.parse(month) + 1)) in raised
    ]
    if not cases:
        return pd.DataFrame(columns=MOVED)
    rows = pd.concat(cases, ignore_index=True)
    known = set(zip(accepted["month"], accepted["decision"], strict=True))
    taken = [one in known for one in zip(rows["month"], rows["decision"], strict=True)]
    is_taken = pd.Series(taken, rows.index, dtype=bool)
    both = {"taken": rows[is_taken], "left": rows[~is_taken]}
    found = pd.DataFrame(index=pd.Index(sorted(set(rows["lever"])), name="lever"))
    for name, own in both.items():
        found[f"n_{name}"] = own.groupby("lever")["gone"].size().reindex(found.index).fillna(0)
        found[f"gone_{name}"] = own.groupby("lever")["gone"].mean()
    found["share"] = [leverage.get(one, float("nan")) for one in found.index]
    return found.reset_index()[MOVED]


def _cases(before: pd.DataFrame, after: pd.DataFrame, spoke: Collection[str]) -> pd.DataFrame:
    """Return the matters of a month that the next one can judge, and the share that is gone."""
    rows = before[before["amount"].fillna(0).ne(0) & before["book"].isin(list(spoke))]
    later = after[["decision", "amount"]].assign(is_raised=True)
    rows = rows.merge(later, on="decision", how="left", suffixes=("", "_later"))
    rows = rows[rows["is_raised"].isna() | rows["amount_later"].notna()]
    left = rows["amount_later"].astype(float).abs().fillna(0.0) / rows["amount"].abs()
    return rows.assign(gone=(1 - left).clip(0, 1))[["decision", "lever", "gone"]]
