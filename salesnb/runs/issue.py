"""Issue a month: check that its drafts may become a version, freeze them, publish them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salesnb import artefacts
from salesnb.errors import ArtefactError, IssuedError, UsageError
from salesnb.i18n import t, use
from salesnb.index import notebook_file, read_index
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder
from salesnb.runs import journal, locks
from salesnb.runs.leftovers import remove_leftovers
from salesnb.runs.publishing import publish_pack
from salesnb.runs.state import DONE, FAILED, WAITING, Issued
from salesnb.runs.validity import is_current
from salesnb.runs.versions import freeze, unchanged_version
from salesnb.snapshot.folders import MANIFEST, damaged_files, whole_folder


def issue_month(
    company: Company, month: Month, *, reason: str, started: str, notebooks: Path | None = None
) -> Issued:
    """Freeze drafts and decisions as the next version and publish it.

    When nothing differs from the last version, that one stands. Raises `UsageError` without a
    reason or drafts, `IssuedError` when the last run is not complete or is out of date,
    `ArtefactError` when a draft was changed after it was saved.
    """
    require_reason(reason)
    folder = company.month(month)
    if not folder.root.is_dir():
        raise _no_drafts(folder)
    folder.require_own()
    with locks.hold(folder.lock, started=started):
        remove_leftovers(folder)
        return issue_drafts(company, month, reason=reason, notebooks=notebooks)


def issue_drafts(
    company: Company, month: Month, *, reason: str, notebooks: Path | None = None
) -> Issued:
    """Do what `issue_month` does, for a caller that holds the lock."""
    folder = company.month(month)
    done = journal.read(folder.run_json)
    _require_facts(folder)
    _require_drafts(folder)
    _require_success(done)
    langs = list(done.get("langs", []))
    for lang in langs:
        _require_current(company, month, lang, notebooks=notebooks)
    others = sorted({key.split("/")[1] for key in done["workbooks"]} - set(langs))
    fit = [x for x in others if not _outdated(company, month, x, notebooks=notebooks)]
    version = unchanged_version(folder)
    is_new = not version
    version = version or freeze(folder, reason.strip())
    packs = {}
    for lang in (*langs, *fit):
        with use(lang):
            packs[lang] = publish_pack(company, month, lang, notebooks=notebooks, version=version)
    return Issued(version, is_new, packs, tuple(x for x in others if x not in fit))


def require_reason(reason: str) -> None:
    """Raise `UsageError` for a reason that says nothing."""
    if not reason.strip():
        raise UsageError(
            t("a version needs a reason"), fix=t('say why: --reason "agreed in the sales meeting"')
        )


def _no_drafts(folder: MonthFolder) -> UsageError:
    return UsageError(
        t("{month} has no drafts", month=folder.root.name), fix=t("run the month first")
    )


def _require_facts(folder: MonthFolder) -> None:
    """Raise where the snapshot of the drafts, which a version keeps, is lost or changed."""
    snapshot = whole_folder(folder.snapshot)
    files = damaged_files(snapshot) if snapshot.is_dir() else [MANIFEST]
    if files:
        raise IssuedError(
            t(
                "of the snapshot of {month} {files} is lost or changed",
                month=folder.root.name,
                files=", ".join(files),
            ),
            fix=t("run the month again"),
        )


def _require_drafts(folder: MonthFolder) -> None:
    """Raise unless there are drafts, each as it was saved."""
    drafts = folder.artefacts(artefacts.DRAFT)
    names = artefacts.names(drafts)
    if not names or not folder.decisions(artefacts.DRAFT).is_dir():
        raise _no_drafts(folder)
    changed = [name for name in names if not artefacts.is_whole(drafts, name)]
    if changed:
        raise ArtefactError(
            t("{names} were changed after they were saved", names=", ".join(changed)),
            fix=t("run the month again"),
        )


def _require_success(done: dict[str, Any]) -> None:
    """Raise unless every workbook of the last run's languages is done or left out."""
    langs = done.get("langs", [])
    states = {k: s["state"] for k, s in done["workbooks"].items() if k.split("/")[1] in langs}
    failed = [key for key, state in states.items() if state == FAILED]
    waiting = [key for key, state in states.items() if state == WAITING]
    if failed:
        raise IssuedError(
            t("{books} failed in the last run", books=", ".join(failed)),
            fix=t("correct and run again"),
        )
    if waiting:
        raise IssuedError(
            t("{books} still wait for others", books=", ".join(waiting)),
            fix=t("run the month again"),
        )


def _require_current(company: Company, month: Month, lang: str, *, notebooks: Path | None) -> None:
    """Raise when a workbook of the language would come out otherwise now."""
    old = _outdated(company, month, lang, notebooks=notebooks)
    if old:
        raise IssuedError(
            t("{books} are out of date: something changed after they ran", books=", ".join(old)),
            fix=t("run the month again, without --only"),
        )


def _outdated(company: Company, month: Month, lang: str, *, notebooks: Path | None) -> list[str]:
    """Return the workbooks of a language that would come out otherwise if they ran again now."""
    done = journal.read(company.month(month).run_json)["workbooks"]
    entries = read_index(notebooks)
    return [
        f"{name}/{lang}"
        for name, entry in entries.items()
        if done.get(f"{name}/{lang}", {}).get("state") in (DONE, FAILED, WAITING)
        and not is_current(entry, notebook_file(name, notebooks), company, month, lang=lang)
    ]
