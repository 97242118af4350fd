"""Compare two versions of a month: which artefacts and decisions differ, and by how much."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from salesnb import artefacts
from salesnb.errors import UsageError, closest
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder


def compare(company: Company, month: Month, old: str, new: str) -> pd.DataFrame:
    """Return one row per artefact or decision that differs between two versions.

    Columns: what, name, rows_old, rows_new, added, removed, changed, total_old, total_new (of the
    first money column).
    """
    folder = company.month(month)
    for version in (old, new):
        known = [*folder.versions(), artefacts.DRAFT]
        if version not in known:
            near = closest(version, known)
            raise UsageError(t("{month} has no version {version!r}", month=month, version=version), fix=t("did you mean {near!r}?", near=near) if near else ", ".join(known))  # fmt: skip
    rows = [*_artefact_rows(folder, old, new), *_decision_rows(folder, old, new)]
    columns = [
        "what",
        "name",
        "rows_old",
        "rows_new",
        "added",
        "removed",
        "changed",
        "total_old",
        "total_new",
    ]
    return pd.DataFrame(rows, columns=columns)


def _files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*")) if p.is_file()}


def _artefact_rows(folder: MonthFolder, old: str, new: str) -> list[tuple[object, ...]]:
    before, after = (artefacts.digests(folder.artefacts(v)) for v in (old, new))
    names = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    return [_artefact_row(folder, name, old if name in before else "", new if name in after else "") for name in names]  # fmt: skip


def _artefact_row(folder: MonthFolder, name: str, old: str, new: str) -> tuple[object, ...]:
    sides = [
        artefacts.load(folder.artefacts(v), name, version=v) if v else None for v in (old, new)
    ]
    contract = next(side for side in sides if side is not None).contract
    frames = [pd.DataFrame(columns=contract.columns) if s is None else s.frame for s in sides]
    key = list(contract.key)
    texts = [f.astype("str").set_index(key).agg("\x1f".join, axis=1) if len(f) else pd.Series(dtype="str") for f in frames]  # fmt: skip
    common = texts[0].index.intersection(texts[1].index)
    changed = int((texts[0].loc[common] != texts[1].loc[common]).sum()) if len(common) else 0
    money = next((f.name for f in contract.fields if f.type == "money"), "")
    totals = [round(float(f[money].sum()), 2) if money else float("nan") for f in frames]
    return ("artefact", name, len(frames[0]), len(frames[1]), len(texts[1]) - len(common), len(texts[0]) - len(common), changed, *totals)  # fmt: skip


def _decision_rows(folder: MonthFolder, old: str, new: str) -> list[tuple[object, ...]]:
    before, after = (_files(folder.decisions(v)) for v in (old, new))
    nan = float("nan")
    rows = []
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            sizes = [side[name].count(b"\n") if name in side else 0 for side in (before, after)]
            rows.append(("decision", name, *sizes, int(name not in before), int(name not in after), int(name in before and name in after), nan, nan))  # fmt: skip
    return rows
