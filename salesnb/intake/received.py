"""What was received, and what can be done with it: the sections of 01_intake, one call each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.intake import areas, controls, freshness, ties
from salesnb.members import UNASSIGNED
from salesnb.methods.carried_by_reps import are_used, could_be_carried

Frames = dict[str, pd.DataFrame]
LATER = "after_the_month"
SALES_TABLES = ("invoice_lines", "order_lines")


def what_came_in(facts: Mapping[str, pd.DataFrame]) -> Frames:
    """Return what came in, by area and by table, and what the gate warned of.

    `facts` are the accounts files, freshness, problems and grains. Frames: areas, files, warnings,
    cells (by what lines are kept).
    """
    return {
        "areas": areas.areas(facts["files"], facts["freshness"]),
        "files": files_of_tables(facts["files"]),
        "warnings": warnings(facts["problems"]),
        "cells": facts["grains"],
    }


def what_ties(
    facts: Mapping[str, pd.DataFrame], totals: Mapping[str, Mapping[str, object]]
) -> Frames:
    """Return how the files tie to the month, what was left out, and what late rows changed.

    `facts` are the accounts ledger and changes, `totals` what the closing counted per table with
    money. Frames: ties, ledger, changes.
    """
    ledger = facts["ledger"].astype({"money": "float64"})
    changes = facts["changes"]
    return {
        "ties": ties.reconcile(_counted(totals), ledger),
        "ledger": ties.by_reason(ledger),
        "changes": changes.assign(money_change=changes["money_now"] - changes["money_before"]),
    }


def what_is_fresh(facts: Mapping[str, pd.DataFrame], *, allowed_days: Mapping[str, int]) -> Frames:
    """Return how old each table with rows is, and which columns have gaps.

    `facts` are the accounts freshness and completeness; `allowed_days` says by table how far its
    newest row may lie behind the month's end. Frames: freshness, completeness.
    """
    judged = freshness.judge_freshness(facts["freshness"], allowed_days=allowed_days)
    return {
        "freshness": judged[judged["n_rows"] > 0],
        "completeness": _with_labels(freshness.least_complete(facts["completeness"])),
    }


def what_is_managed(fresh: pd.DataFrame, *, shipped: Collection[str]) -> Frames:
    """Return which management tasks are managed, and which missing tables would help.

    `fresh` is the frame `freshness` of `what_is_fresh`, `shipped` are the workbooks of this
    installation. Frames: coverage, coverage_groups, missing.
    """
    card = controls.scorecard(fresh, shipped=shipped)
    return {
        "coverage": card,
        "coverage_groups": controls.group_counts(card),
        "missing": _with_owners(controls.missing_tables(card)),
    }


def summarise(facts: Mapping[str, pd.DataFrame], found: Mapping[str, pd.DataFrame]) -> Frames:
    """Return the frame `summary`, the month's intake in one row.

    `facts` are the sales cube, sales methods and the account files, `found` the frames of the
    functions above.
    """
    cube, tied, fresh = facts["sales_cube"], found["ties"], found["freshness"]
    owned = _owned(cube, facts["sales_methods"])
    sales = tied[tied["table"].isin(SALES_TABLES)].head(1)
    left = found["ledger"][found["ledger"]["table"].isin(sales["table"])]
    later = left.loc[left["reason"] == LATER, "money"].sum()
    row = {
        "scope": "total",
        "n_files": facts["files"]["file"].nunique(),
        "n_tables": len(fresh),
        "n_stale": fresh["is_stale"].sum(),
        "n_rows": found["files"]["n_rows"].sum(),
        "source_money": sales["source_money"].sum(),
        "kept_money": sales["kept_money"].sum(),
        "first_month": cube["month"].min() if len(cube) else "",
        "last_month": cube["month"].max() if len(cube) else "",
        "later_money": later,
        "left_out_money": sales["ledger_money"].sum() - later,
        "left_out_rows": sales["ledger_rows"].sum(),
        "difference": tied["difference"].abs().sum(),
        "n_warnings": found["warnings"]["n_rows"].sum(),
    }
    return {"summary": pd.DataFrame([row | owned])}


def _owned(cube: pd.DataFrame, sales_methods: pd.DataFrame) -> dict[str, object]:
    """Return what of the sales that reps could carry is credited to nobody, and what needs none."""
    could = could_be_carried(cube, cube, sales_methods)
    nobodys = cube["rep_id"] == UNASSIGNED
    unowned = cube.loc[nobodys & could, ["net_amount", "n_lines"]].sum()
    sold = cube.loc[could, "net_amount"].sum()
    return {
        "n_unowned_lines": unowned["n_lines"],
        "unowned_money": unowned["net_amount"],
        "unowned_share": unowned["net_amount"] / sold if sold > 0 else 0.0,
        "without_reps_money": cube.loc[nobodys & ~could, "net_amount"].sum(),
        "uses_reps": are_used(cube),
    }


def files_of_tables(files: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table: the files that it was made of, its rows, their encodings."""
    return files.groupby("table", as_index=False).agg(
        file=("file", _listed), n_rows=("rows", "first"), encoding=("encoding", _listed)
    )


def _listed(names: pd.Series) -> str:
    return ", ".join(dict.fromkeys(names))


def warnings(problems: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table and rule of what the gate let pass: warnings and dropped rows."""
    passed = problems[problems["severity"] != "error"]
    grouped = passed.groupby(["table", "rule"], as_index=False)
    told = grouped.agg(message=("message", "first"), n_rows=("n_rows", "max"))
    if "message_zh" not in passed:  # a month that was closed before messages were kept in Chinese
        return told.assign(message_zh="")
    return told.merge(grouped.agg(message_zh=("message_zh", "first")))


def _counted(totals: Mapping[str, Mapping[str, object]]) -> pd.DataFrame:
    """Return the closing's counts as a frame: table, source_rows, source_money, kept_money."""
    names = ["table", "source_rows", "source_money", "kept_money"]
    rows = [(name, *(float(str(one[k])) for k in names[1:])) for name, one in totals.items()]
    return pd.DataFrame(rows, columns=names).sort_values("table", ignore_index=True)


def _with_labels(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return gaps with what people call each column (msgids)."""
    places = zip(gaps["table"], gaps["column"], strict=True)
    return gaps.assign(label=[TABLES[table].field(column).label for table, column in places])


def _with_owners(missing: pd.DataFrame) -> pd.DataFrame:
    """Return missing tables with the name that exports give them, and who usually has them."""
    names = missing["table"]
    return missing.assign(exported_as=names, owner=[TABLES[name].owner for name in names])
