"""Rows that stand twice, and keys that stand twice with different values."""

from __future__ import annotations

import pandas as pd

from salesnb.i18n import t
from salesnb.sources.keys import find_doubles, identical_extras
from salesnb.sources.locate import ORDINAL
from salesnb.sources.problems import SHOWN_PER_RULE, Problem
from salesnb.sources.work import Gate, TableWork

_LOOKED_AT = 20 * SHOWN_PER_RULE  # rows with a double key among which both kinds are looked for


def check_keys(work: TableWork, gate: Gate) -> None:
    """Record rows whose key stands already: the same row again, or another one."""
    doubles = find_doubles(work.table, work.contract, n_rows=work.n_rows, con=work.con)
    if doubles is None:
        return
    same = identical_extras(work.table, work.contract, doubles)
    severity = gate.severity("duplicate_row", work)
    if same and severity == "dropped":
        work.doubles = doubles
    wide = work.locator.wide.semi_join(doubles.keys, list(work.contract.key))
    told = _told(work, wide.order_by(ORDINAL).limit(_LOOKED_AT).execute(), severity)
    for rule, n_rows in (("duplicate_row", same), ("duplicate_key", doubles.n_extra - same)):
        shown = [problem for problem in told if problem.rule == rule]
        if n_rows:
            gate.problems.add_rule(shown or [_unshown(work, rule, severity)], n_rows=n_rows)


def _told(work: TableWork, rows: pd.DataFrame, severity: str) -> list[Problem]:
    """Return one problem for each row that stands above it, itself or its key with other values."""
    key, names = list(work.contract.key), list(work.contract.names)
    places = work.locator.places(rows, key[0])
    lines = pd.Series(list(zip([p.file for p in places], [p.line for p in places], strict=True)), index=rows.index)  # fmt: skip
    again, known = (rows.duplicated(columns).tolist() for columns in (names, key))
    first_row, first_key = (_first(lines, rows[columns]) for columns in (names, key))
    told = []
    for i, identity in enumerate(rows[key].itertuples(index=False, name=None)):
        if not known[i]:
            continue
        rule = "duplicate_row" if again[i] else "duplicate_key"
        file, line = first_row[i] if again[i] else first_key[i]
        above = line if file == places[i].file else f"{file} {line}"
        message, fix = _words(rule, ", ".join(map(_plain, identity)), above)
        told.append(
            Problem(severity if again[i] else "error", work.contract.name, places[i].file, rule,
                    message, fix, places[i].where, key[0], places[i].value)
        )  # fmt: skip
    return told


def _first(lines: pd.Series, identity: pd.DataFrame) -> list[tuple[str, str]]:
    """Return for each row the file and line of the first row with the same values, missing ones too."""
    groups = identity.groupby(list(identity.columns), dropna=False, sort=False).ngroup()
    return list(lines.groupby(groups.to_numpy()).transform("first"))


def _words(rule: str, key: str, line: str) -> tuple[str, str]:
    if rule == "duplicate_row":
        message = t("the whole row stands already at {line}", line=line)
        return message, t("delete one, or let company.toml drop it")
    message = t("the key {key} stands already at {line}, with other values", key=key, line=line)
    return message, t("correct one of them")


def _plain(part: object) -> str:
    return part.date().isoformat() if isinstance(part, pd.Timestamp) else str(part)


def _unshown(work: TableWork, rule: str, severity: str) -> Problem:
    chosen = severity if rule == "duplicate_row" else "error"
    message, fix = t("keys stand more than once"), t("correct the export")
    return Problem(chosen, work.contract.name, work.file, rule, message, fix)
