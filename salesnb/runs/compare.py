"""Compare two versions of a month: which artefacts and decisions differ, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from salesnb import artefacts
from salesnb.contracts.results import Result
from salesnb.errors import UsageError, closest
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder

Row = tuple[object, ...]
_MISSING = "\x00"  # no text of an export holds it
COLUMNS = "what name rows_old rows_new added removed changed total_old total_new moved"
NUMBERS = frozenset({"money", "quantity", "number", "integer"})


def compare(company: Company, month: Month, old: str, new: str) -> pd.DataFrame:
    """Return one row per artefact or decision that differs between two versions.

    Columns: what, name, rows_old, rows_new, added, removed, changed, total_old, total_new, moved
    (of the first money column; `moved` is by how much its cells differ, whatever their sign, so
    that money that only changed its place is seen). Raises `UsageError` for a version that the
    month does not have.
    """
    folder = company.month(month)
    _require_versions(folder, month, (old, new))
    rows = [*_artefact_rows(folder, old, new), *_decision_rows(folder, old, new)]
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _require_versions(folder: MonthFolder, month: Month, versions: tuple[str, str]) -> None:
    """Raise `UsageError` for a version that the month does not have."""
    known = [*folder.versions(), artefacts.DRAFT]
    for version in versions:
        if version not in known:
            near = closest(version, known)
            raise UsageError(
                t("{month} has no version {version!r}", month=month, version=version),
                fix=t("did you mean {near!r}?", near=near) if near else ", ".join(known),
            )


def _artefact_rows(folder: MonthFolder, old: str, new: str) -> list[Row]:
    """Return a row per artefact whose bytes differ, or that only one version has."""
    before, after = (artefacts.digests(folder.artefacts(v)) for v in (old, new))
    rows = []
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            earlier = _loaded(folder, name, old) if name in before else None
            later = _loaded(folder, name, new) if name in after else None
            rows.append(_artefact_row(name, earlier, later))
    return rows


def _loaded(folder: MonthFolder, name: str, version: str) -> Result:
    return artefacts.load(folder.artefacts(version), name, version=version)


def _artefact_row(name: str, old: Result | None, new: Result | None) -> Row:
    """Return how two versions of an artefact differ; None is the one that does not exist."""
    contract = next(one.contract for one in (new, old) if one is not None)
    none = pd.DataFrame(columns=contract.columns)
    frames = [none if one is None else one.frame for one in (old, new)]
    before, after = (_texts(frame, contract.keys) for frame in frames)
    common = before.index.intersection(after.index)
    is_changed = before.loc[common] != after.loc[common].reindex(columns=before.columns)
    changed = int(is_changed.any(axis=1).sum())
    added, removed = len(after) - len(common), len(before) - len(common)
    money = next((f.name for f in contract.fields if f.type == "money"), "")
    totals = [_total(frame, money) for frame in frames]
    moved = _moved(frames[0], frames[1], contract.keys, money) if money else float("nan")
    sizes = (len(frames[0]), len(frames[1]), added, removed, changed)
    return ("artefact", name, *sizes, *totals, moved)


def members(
    company: Company, month: Month, versions: tuple[str, str], name: str, *, by: str = ""
) -> pd.DataFrame:
    """Return how the amounts of one artefact differ between two versions, largest change first.

    A row per member of the column `by`, or per key without it, that differs: old, new and change of
    the first money column, else of the first number. Raises `UsageError` for a version, artefact or
    column that is not there.
    """
    folder = company.month(month)
    _require_versions(folder, month, versions)
    known = [artefacts.names(folder.artefacts(version)) for version in versions]
    _require_known(name, sorted({*known[0], *known[1]}), t("artefact"))
    found = [
        _loaded(folder, name, v) if name in k else None
        for v, k in zip(versions, known, strict=True)
    ]
    contract = next(one.contract for one in found if one is not None)
    amounts = sorted(
        (f for f in contract.fields if f.type in NUMBERS), key=lambda f: f.type != "money"
    )
    if not amounts:
        raise UsageError(t("{name} holds no amounts", name=name))
    if by:
        _require_known(by, contract.columns, t("column"))
    keys, amount = [by] if by else contract.keys, amounts[0].name
    none = pd.DataFrame(columns=contract.columns)
    old, new = (_sums(none if one is None else one.frame, keys, amount) for one in found)
    table = pd.concat([old.rename("old"), new.rename("new")], axis=1).fillna(0.0)
    table["change"] = (table["new"] - table["old"]).round(2)
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order][lambda rows: rows["change"] != 0].rename_axis(keys).reset_index()


def _require_known(name: str, known: Sequence[str], what: str) -> None:
    if name not in known:
        near = closest(name, known)
        fix = t("did you mean {near!r}?", near=near) if near else ", ".join(known)
        raise UsageError(t("{name!r}: no such {what}", name=name, what=what), fix=fix)


def _sums(frame: pd.DataFrame, keys: Sequence[str], amount: str) -> pd.Series:
    plain = frame.astype(dict.fromkeys(keys, "str"))
    return plain.groupby(list(keys))[amount].sum().astype("float64")


def _moved(old: pd.DataFrame, new: pd.DataFrame, keys: Sequence[str], money: str) -> float:
    """Return by how much the cells of a column differ in all, whatever their sign."""
    before, after = (_sums(frame, keys, money) for frame in (old, new))
    return round(float(after.sub(before, fill_value=0.0).abs().sum()), 2)


def _texts(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return a frame's cells as text by its key; a missing cell is unlike any text."""
    texts = frame.reindex(columns=[*key, *frame.columns.difference(key)]).astype("object")
    texts = texts.where(texts.notna(), _MISSING).astype("str")
    return texts.set_index(pd.MultiIndex.from_frame(texts[key]))


def _total(frame: pd.DataFrame, money: str) -> float:
    """Return the sum of a column, NaN where there is no such column."""
    return round(float(frame[money].sum()), 2) if money in frame else float("nan")


def _decision_rows(folder: MonthFolder, old: str, new: str) -> list[Row]:
    """Return a row per file of decisions that differs; its rows are its lines."""
    before, after = (_files(folder.decisions(v)) for v in (old, new))
    nan = float("nan")
    rows = []
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            sizes = [side[name].count(b"\n") if name in side else 0 for side in (before, after)]
            is_added, is_removed = name not in before, name not in after
            is_changed = not is_added and not is_removed
            flags = [int(flag) for flag in (is_added, is_removed, is_changed)]
            rows.append(("decision", name, *sizes, *flags, nan, nan, nan))
    return rows


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*")) if p.is_file()}
