"""Write the forms of a month: a file per rep and form, from what is planned for the month after."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from salesnb import artefacts
from salesnb.errors import UsageError
from salesnb.forms.declared import Form
from salesnb.forms.facts import MOST_OWN, Facts
from salesnb.forms.handed import Given, Handed, handed_out, note
from salesnb.forms.kinds import FORMS
from salesnb.forms.lists import Options, fixed_lists
from salesnb.forms.opened import saved_on
from salesnb.forms.prefilled import Prefilled
from salesnb.forms.sheet import About, write_form
from salesnb.forms.stamp import Stamp, file_name
from salesnb.forms.words import named
from salesnb.i18n import did_you_mean, t
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder, safe_name


@dataclass(frozen=True)
class Written:
    """The forms that were written: where, for which month, each with its version and reps.

    `kept` are files that a rep has filled in where they lay: they are left as they are.
    """

    folder: Path
    version: str
    month: str
    forms: Mapping[str, Given]
    kept: tuple[str, ...] = ()

    @property
    def n_files(self) -> int:
        return sum(len(one.reps) for one in self.forms.values())


def newest_version(company: Company, month: Month) -> str:
    """Return the version of a month that forms are written from: the last issued, else drafts."""
    return next(reversed(company.month(month).versions()), artefacts.DRAFT)


def version_of(company: Company, month: Month, form: Form, version: str) -> str:
    """Return the version of a form: the first issued one from which on it stayed the same.

    So a form that is with a rep already stays good when a month is issued again for other reasons.
    """
    if version == artefacts.DRAFT:
        return version
    folder = company.month(month)
    same = version
    for earlier in reversed(folder.versions()[: int(version.removeprefix("v")) - 1]):
        if _made_of(folder, form, earlier) != _made_of(folder, form, version):
            break
        same = earlier
    return same


def _made_of(folder: MonthFolder, form: Form, version: str) -> dict[str, str]:
    """Return the digests of the results of a version that a form is made of."""
    where = folder.artefacts(version)
    files = {name: where / f"{safe_name(name)}.parquet" for name in form.made_of}
    return {name: artefacts.digest(file) for name, file in files.items() if file.is_file()}


def hand_out(
    company: Company, month: Month, folder: Path, *, version: str = "", only: Collection[str] = ()
) -> Written:
    """Write the forms of a month into a folder and note that they were handed out.

    `only` are the reps, all where none is named; `version` is the last one where none is named.
    Nothing is half-written, and a form in the folder that a rep has filled in stays. Raises
    `SalesnbError` where the month is not closed, `UsageError` for a rep who does not work in the
    month after it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".forms-", dir=folder.parent) as waiting:
        written = write_forms(company, month, Path(waiting), version=version, only=only)
        kept = tuple(_put(file, folder) for file in sorted(Path(waiting).glob("*.xlsx")))
    before = handed_out(company, month + 1)
    note(company, Handed(written.month, written.forms).with_earlier(before if only else None))
    return replace(written, folder=folder, kept=tuple(name for name in kept if name))


def _put(file: Path, folder: Path) -> str:
    """Move a form into its folder; return its name where a rep has filled in the one there."""
    target = folder / file.name
    folder.mkdir(parents=True, exist_ok=True)
    if target.is_file() and saved_on(target.read_bytes()) is not None:
        return file.name
    os.replace(file, target)
    return ""


def write_forms(
    company: Company,
    month: Month,
    folder: Path,
    *,
    version: str = "",
    only: Collection[str] = (),
) -> Written:
    """Write the forms of a month into a folder; raises as `hand_out` does."""
    facts = Facts(company, month, version or newest_version(company, month))
    reps = facts.reps
    if reps.empty:
        raise UsageError(
            t("no rep works in {month}: there is nobody to fill in a form", month=facts.planned),
            fix=t("export the table reps"),
        )
    unknown = sorted(set(only) - set(reps["rep_id"].map(str)))
    if unknown:
        raise UsageError(
            t("{rep}: no rep who works in {month}", rep=unknown[0], month=facts.planned),
            fix=did_you_mean(unknown[0], reps["rep_id"].map(str), t("name one of the table reps")),
        )
    folder.mkdir(parents=True, exist_ok=True)
    prefilled = Prefilled(facts)
    common = {**fixed_lists(facts.langs), **facts.shared_lists}
    versions = {
        kind: version_of(company, month, form, facts.version) for kind, form in FORMS.items()
    }
    done: dict[str, list[str]] = {}
    for one in reps.to_dict("records"):
        rep = str(one["rep_id"])
        if only and rep not in only:
            continue
        name = named(rep, str(one["name"] or ""), str(one["name_zh"] or ""), facts.langs)
        about = About(company.name, name, facts.langs)
        lists = {**common, **_own_lists(facts, rep, one["region_id"], prefilled)}
        for form in FORMS.values():
            stamp = Stamp(
                form.kind, company.name, rep, str(facts.planned), versions[form.kind], form.names
            )
            _write(folder, form, stamp, prefilled, lists, about)
            done.setdefault(form.kind, []).append(rep)
    forms = {kind: Given(versions[kind], tuple(who)) for kind, who in done.items()}
    return Written(folder, facts.version, str(facts.planned), forms)


def _write(
    folder: Path,
    form: Form,
    stamp: Stamp,
    prefilled: Prefilled,
    lists: Mapping[str, Options],
    about: About,
) -> None:
    rows = prefilled.rows(form.kind, stamp.rep_id)
    stamp = replace(stamp, n_filled=len(rows), n_rows=len(rows) + form.blank)
    file = folder / f"{safe_name(file_name(form, stamp.rep_id))}.xlsx"
    write_form(file, form, stamp, rows, lists, about)


def _own_lists(facts: Facts, rep: str, region: object, prefilled: Prefilled) -> dict[str, Options]:
    """Return the lists of a rep: customers to visit, and outlets."""
    planned = prefilled.plan
    visited = planned.loc[planned["rep_id"].astype("str") == rep, "customer_id"].map(str)
    own = sorted({*facts.customers_of.get(rep, ()), *visited} & set(facts.customers))
    customers = Options(tuple(facts.customers[id] for id in own[:MOST_OWN]))
    return {"customers": customers, "outlets": facts.outlets_of(rep, region, set(own))}
