"""Write the forms of a month: a file per rep and form, from what is planned for the month after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from salesnb import artefacts
from salesnb.errors import UsageError
from salesnb.forms.declared import FIRST_ROW, Form
from salesnb.forms.facts import MOST_OWN, Facts
from salesnb.forms.handed import Handed, note
from salesnb.forms.kinds import FORMS
from salesnb.forms.lists import Options, fixed_lists
from salesnb.forms.prefilled import Prefilled
from salesnb.forms.sheet import About, write_form
from salesnb.forms.stamp import Stamp, file_name
from salesnb.forms.words import named
from salesnb.i18n import did_you_mean, t
from salesnb.months import Month
from salesnb.paths import Company, safe_name


@dataclass(frozen=True)
class Written:
    """The forms that were written: where, of which version, for which month, kind -> reps."""

    folder: Path
    version: str
    month: str
    forms: Mapping[str, tuple[str, ...]]

    @property
    def n_files(self) -> int:
        return sum(len(reps) for reps in self.forms.values())


def newest_version(company: Company, month: Month) -> str:
    """Return the version of a month that forms are written from: the last issued, else drafts."""
    return next(reversed(company.month(month).versions()), artefacts.DRAFT)


def hand_out(
    company: Company, month: Month, folder: Path, *, only: Collection[str] = ()
) -> Written:
    """Write the forms of a month into a folder and note that they were handed out.

    `only` are the reps, all where none is named. Raises `SalesnbError` where the month is not
    closed, `UsageError` for a rep that does not work in the month after it.
    """
    written = write_forms(company, month, folder, only=only)
    noted = written.forms
    if only:
        from salesnb.forms.handed import handed_out

        before = handed_out(company, month + 1)
        if before is not None and before.version == written.version:
            kinds = {*before.forms, *noted}
            noted = {
                kind: tuple(sorted({*before.forms.get(kind, ()), *noted.get(kind, ())}))
                for kind in kinds
            }
    note(company, Handed(written.month, written.version, noted))
    return written


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
    unknown = sorted(set(only) - set(reps["rep_id"].map(str)))
    if unknown:
        raise UsageError(
            t("{rep}: no rep who works in {month}", rep=unknown[0], month=facts.planned),
            fix=did_you_mean(unknown[0], reps["rep_id"].map(str), t("name one of the table reps")),
        )
    folder.mkdir(parents=True, exist_ok=True)
    prefilled = Prefilled(facts)
    common = {**fixed_lists(facts.langs), **facts.shared_lists}
    done: dict[str, list[str]] = {}
    for one in reps.to_dict("records"):
        rep = str(one["rep_id"])
        if only and rep not in only:
            continue
        name = named(rep, str(one["name"] or ""), str(one["name_zh"] or ""), facts.langs)
        about = About(company.name, name, facts.langs)
        lists = {**common, **_own_lists(facts, rep, one["region_id"], prefilled)}
        for form in FORMS.values():
            _write(folder, facts, form, rep, prefilled, lists, about)
            done.setdefault(form.kind, []).append(rep)
    forms = {kind: tuple(who) for kind, who in done.items()}
    return Written(folder, facts.version, str(facts.planned), forms)


def _write(
    folder: Path,
    facts: Facts,
    form: Form,
    rep: str,
    prefilled: Prefilled,
    lists: Mapping[str, Options],
    about: About,
) -> None:
    rows = prefilled.rows(form.kind, rep)
    stamp = Stamp(
        form.kind,
        facts.company.name,
        rep,
        str(facts.planned),
        facts.version,
        form.names,
        FIRST_ROW,
        len(rows),
        len(rows) + form.blank,
    )
    file = folder / f"{safe_name(file_name(form, rep))}.xlsx"
    write_form(file, form, stamp, rows, lists, about)


def _own_lists(facts: Facts, rep: str, region: object, prefilled: Prefilled) -> dict[str, Options]:
    """Return the lists of a rep: customers to visit, and outlets."""
    planned = prefilled.plan
    visited = planned.loc[planned["rep_id"].astype("str") == rep, "customer_id"].map(str)
    own = sorted({*facts.customers_of.get(rep, ()), *visited} & set(facts.customers))
    customers = Options(tuple(facts.customers[id] for id in own[:MOST_OWN]))
    return {"customers": customers, "outlets": facts.outlets_of(rep, region, set(own))}


def files_of(written: Written) -> Iterator[Path]:
    """Yield the files that were written, in order."""
    yield from sorted(written.folder.glob("*.xlsx"))
