"""Freeze a month's drafts as its next version, and compare versions."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pandas as pd

from salesnb import artefacts
from salesnb.errors import IssuedError, UsageError, closest
from salesnb.i18n import t
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder
from salesnb.runs import journal, locks
from salesnb.runs.month import publish_drafts


def issue_month(
    company: Company, month: Month, *, reason: str, started: str, notebooks: Path | None = None
) -> str:
    """Freeze drafts and decisions as the next version, publish it, and return its name.

    When nothing differs from the last version, that one stands. Raises `UsageError` without a
    reason or drafts, `IssuedError` when a workbook of the last run failed.
    """
    folder = company.month(month)
    if not reason.strip():
        raise UsageError(
            t("a version needs a reason"), fix=t('say why: --reason "agreed in the sales meeting"')
        )
    with locks.hold(folder.lock, started=started):
        _require_drafts(folder)
        version = _unchanged(folder) or _freeze(folder, reason.strip())
        done = journal.read(folder.run_json)["workbooks"]
        for lang in sorted({key.split("/")[1] for key in done}):
            publish_drafts(company, month, lang, notebooks=notebooks, version=version)
    return version


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


def _require_drafts(folder: MonthFolder) -> None:
    drafts = folder.artefacts(artefacts.DRAFT)
    if not artefacts.names(drafts):
        raise UsageError(
            t("{month} has no drafts", month=folder.root.name), fix=t("run the month first")
        )
    failed = [
        k for k, s in journal.read(folder.run_json)["workbooks"].items() if s["state"] == "failed"
    ]
    if failed:
        raise IssuedError(
            t("{books} failed in the last run", books=", ".join(failed)),
            fix=t("correct and run again"),
        )


def _unchanged(folder: MonthFolder) -> str:
    """Return the last version when drafts and decisions equal it, else ''."""
    versions = folder.versions()
    if not versions:
        return ""
    last = versions[-1]
    same = artefacts.digests(folder.artefacts(last)) == artefacts.digests(folder.artefacts("draft"))
    return (
        last if same and _files(folder.decisions(last)) == _files(folder.decisions("draft")) else ""
    )


def _freeze(folder: MonthFolder, reason: str) -> str:
    """Copy drafts aside, mark them read-only, and put them in place: decisions first."""
    version = f"v{len(folder.versions()) + 1}"
    for place in (folder.decisions, folder.artefacts):
        waiting = place("draft").with_name(f".{version}")
        shutil.rmtree(waiting, ignore_errors=True)
        shutil.copytree(place("draft"), waiting)
        if place == folder.artefacts:
            note = {"reason": reason, "artefacts": artefacts.digests(waiting)}
            text = json.dumps(note, ensure_ascii=False, indent=1, sort_keys=True)
            (waiting / "version.json").write_text(text + "\n", encoding="utf-8")
        for file in waiting.iterdir():
            file.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
        shutil.rmtree(place(version), ignore_errors=True)
        os.replace(waiting, place(version))
    return version


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
