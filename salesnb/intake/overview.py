"""All frames of 01_intake from the month's accounts, in one call."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.contracts.fields import N_
from salesnb.intake import areas, controls, freshness, ties
from salesnb.settings import GateSettings

UNASSIGNED = "(unassigned)"
SALES_TABLES = ("invoice_lines", "order_lines")
GROUP_LABELS = {
    "plan_basis": N_("Basis of the plan"),
    "decomposition": N_("Splitting the target"),
    "actions": N_("Steering actions"),
    "customers": N_("Managing customers"),
    "performance": N_("Reviewing performance"),
    "development": N_("Developing the market"),
    "research": N_("Finding and researching customers"),
    "visiting": N_("Visiting"),
    "classes": N_("Classifying customers"),
    "deals": N_("Planning deals"),
    "total": N_("All tasks"),
}


def overview(
    facts: Mapping[str, pd.DataFrame],
    totals: Mapping[str, Mapping[str, object]],
    *,
    gate: GateSettings,
    shipped: Collection[str],
) -> dict[str, pd.DataFrame]:
    """Return the frames that say what came in and what is unmanaged, by result name.

    `facts` are the snapshot's accounts (files, ledger, problems, freshness, completeness, changes)
    and its sales cube; `totals` what the closing counted per table with money; `shipped` the
    workbooks of this installation.
    """
    ledger = facts["ledger"].astype({"table": "str", "reason": "str"})
    ledger["money"] = ledger["money"].astype("str").astype("float64")
    fresh = freshness.judge_freshness(facts["freshness"], allowed_days=gate.freshness_days)
    card = controls.scorecard(fresh, shipped=shipped)
    tied = ties.reconcile(_source_totals(totals), ledger)
    return {
        "areas": areas.areas(facts["files"], fresh),
        "files": _labelled(files_of_tables(facts["files"])),
        "ties": _labelled(tied),
        "ledger": _labelled(ties.by_reason(ledger)),
        "freshness": _labelled(fresh[fresh["n_rows"] > 0]),
        "completeness": _gaps(facts["completeness"]),
        "coverage": card,
        "coverage_groups": _groups(card),
        "missing": _missing(card),
        "warnings": _labelled(_warnings(facts["problems"])),
        "changes": facts["changes"],
        "summary": _summary(facts, fresh, tied),
    }


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with what people call each table (a msgid), in the order of the contracts.

    A frame that has a place of its own keeps it.
    """
    table = frame["table"].astype("str")
    named = frame.assign(
        table=table, label=[TABLES[name].label if name in TABLES else "" for name in table]
    )
    if "place" not in named:
        order = {name: i for i, name in enumerate(TABLES)}
        named = named.iloc[table.map(order).fillna(len(order)).argsort(kind="stable")]
        named["place"] = range(1, len(named) + 1)
    others = [name for name in named.columns if name not in {"place", "table", "label"}]
    return named[["place", "table", "label", *others]]


def files_of_tables(files: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table: the files that it was made of, its rows, their encodings."""
    made = files.astype({"table": "str", "file": "str", "encoding": "str"})
    return made.groupby("table", as_index=False, sort=False).agg(
        file=("file", _listed), n_rows=("rows", "first"), encoding=("encoding", _listed)
    )


def _listed(names: pd.Series) -> str:
    return ", ".join(dict.fromkeys(names))


def _source_totals(totals: Mapping[str, Mapping[str, object]]) -> pd.DataFrame:
    names = ["table", "source_rows", "source_money", "kept_rows", "kept_money"]
    rows = [
        (name, *(float(str(one[k])) for k in names[1:])) for name, one in sorted(totals.items())
    ]
    frame = pd.DataFrame(rows, columns=names)
    return frame.drop(columns="kept_rows")


def _gaps(completeness: pd.DataFrame) -> pd.DataFrame:
    frame = freshness.least_complete(completeness).astype({"table": "str", "column": "str"})
    labels = [
        TABLES[t].field(c).label for t, c in zip(frame["table"], frame["column"], strict=True)
    ]
    frame.insert(2, "label", labels)
    frame.insert(0, "position", range(1, len(frame) + 1))
    return frame


def _groups(card: pd.DataFrame) -> pd.DataFrame:
    counts = controls.group_counts(card)
    counts.insert(1, "label", [GROUP_LABELS[group] for group in counts["group"]])
    counts.insert(0, "position", range(1, len(counts) + 1))
    return counts


def _missing(card: pd.DataFrame) -> pd.DataFrame:
    wanted = controls.missing_tables(card)
    names = [name.split("|")[0] for name in wanted["table"]]
    wanted.insert(1, "owner", [TABLES[name].owner for name in names])
    wanted.insert(1, "label", [TABLES[name].label for name in names])
    wanted.insert(0, "position", range(1, len(wanted) + 1))
    return wanted


def _warnings(problems: pd.DataFrame) -> pd.DataFrame:
    """Return one row per table and rule of what the gate let pass: warnings and dropped rows."""
    passed = problems[problems["severity"].astype("str") != "error"]
    passed = passed.astype({"table": "str", "rule": "str", "message": "str"})
    grouped = passed.groupby(["table", "rule"], as_index=False)
    return grouped.agg(message=("message", "first"), n_rows=("n_rows", "max"))


def _summary(
    facts: Mapping[str, pd.DataFrame], fresh: pd.DataFrame, tied: pd.DataFrame
) -> pd.DataFrame:
    cube = facts["sales_cube"]
    unowned = cube[cube["rep_id"].astype("str") == UNASSIGNED]
    sales = tied[tied["table"].isin(SALES_TABLES)].head(1)
    sold = cube["net_amount"].sum()
    here = {
        name: float(sales[name].sum())
        for name in ("source_money", "kept_money", "ledger_money", "ledger_rows")
    }
    return pd.DataFrame([{
        "scope": "total", "n_files": facts["files"]["file"].nunique(), "n_tables": int((fresh["n_rows"] > 0).sum()),
        "n_stale": int(fresh["is_stale"].sum()), "n_rows": int(files_of_tables(facts["files"])["n_rows"].sum()),
        "source_money": here["source_money"], "kept_money": here["kept_money"],
        "left_out_money": here["ledger_money"], "left_out_rows": here["ledger_rows"],
        "difference": float(tied["difference"].abs().sum()), "n_warnings": int(_warnings(facts["problems"])["n_rows"].sum()),
        "n_unowned_lines": int(unowned["n_lines"].sum()) if len(unowned) else 0, "unowned_money": unowned["net_amount"].sum() if len(unowned) else 0.0,
        "unowned_share": unowned["net_amount"].sum() / sold if sold > 0 else 0.0,
    }])  # fmt: skip
