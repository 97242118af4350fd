"""Forms and calendars of an issued month in its pack, with a page that lists them by rep."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2

from salesnb import artefacts
from salesnb.forms.calendars import calendar_name, write_calendars
from salesnb.forms.facts import Facts
from salesnb.forms.handed import handed_out
from salesnb.forms.kinds import FORMS
from salesnb.forms.out import hand_out, version_of
from salesnb.forms.stamp import file_name
from salesnb.forms.words import named
from salesnb.i18n import formats, language, t, translate
from salesnb.months import Month
from salesnb.pack.frame import finished, frame, language_tag
from salesnb.paths import Company, resource, safe_name

FORMS_IN, CALENDARS_IN = "forms", "calendars"
INDEX = f"{FORMS_IN}/index.html"


def add_handouts(company: Company, month: Month, version: str, pages: Path, shown_as: str) -> str:
    """Put forms and calendars into the folder of a pack's pages and return the page of them.

    '' for drafts and scenarios, and where no reps came in. They are written once for a version,
    whatever the language, and so are handed out. `shown_as` is the version in words.
    """
    if version == artefacts.DRAFT or company.scenario:
        return ""
    facts = Facts(company, month, version)
    if facts.reps.empty:
        return ""
    folder = company.month(month).root
    forms, calendars = folder / FORMS_IN / version, folder / CALENDARS_IN / version
    reps = [str(one) for one in facts.reps["rep_id"]]
    if not _is_handed_out(company, month, version, forms, reps):
        hand_out(company, month, forms, version=version)
        write_calendars(company, month, version, calendars)
    for source, name in ((forms, FORMS_IN), (calendars, CALENDARS_IN)):
        if source.is_dir():
            shutil.copytree(source, pages / name)
    (pages / INDEX).write_text(_page(facts, pages, shown_as), encoding="utf-8")
    return INDEX


def _is_handed_out(
    company: Company, month: Month, version: str, folder: Path, reps: Iterable[str]
) -> bool:
    """Return whether every rep has every form of a version."""
    handed = handed_out(company, month + 1)
    if handed is None:
        return False
    return all(
        kind in handed.forms
        and handed.forms[kind].version == version_of(company, month, form, version)
        and rep in handed.forms[kind].reps
        and (folder / _file(kind, rep)).is_file()
        for kind, form in FORMS.items()
        for rep in reps
    )


def _file(kind: str, rep: str) -> str:
    return f"{safe_name(file_name(FORMS[kind], rep))}.xlsx"


def _page(facts: Facts, pages: Path, shown_as: str) -> str:
    """Return the page that lists the forms of each rep, in the language in use."""
    loader = jinja2.FileSystemLoader(
        [resource("templates", "cards"), resource("templates", "report")]
    )
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("forms.html.j2")
    stated = facts.company.settings.company
    name = stated.name_zh if language() == "zh" and stated.name_zh else stated.name
    page = template.render(
        lang=language_tag(),
        frame=frame(),
        title=t("Forms and calendars"),
        company=name,
        month=formats.month(str(facts.planned)),
        version=shown_as,
        how=t("Reps fill them in and send them back; put them into {folder}", folder="inbox/"),
        rep=t("Rep"),
        heads=[translate(form.title, language()) for form in FORMS.values()],
        calendar=t("Calendar of visits"),
        rows=[_row(one, pages) for one in facts.reps.to_dict("records")],
        words={"pages": t("all pages"), "skip": t("Skip to the content")},
    )
    return finished(page)


def _row(rep: Mapping[Any, Any], pages: Path) -> dict[str, Any]:
    id = str(rep["rep_id"])
    name = named(id, str(rep["name"] or ""), str(rep["name_zh"] or ""), (language(),))
    dates = calendar_name(id)
    return {
        "name": name,
        "forms": [_file(kind, id) for kind in FORMS],
        "calendar": f"../{CALENDARS_IN}/{dates}"
        if (pages / CALENDARS_IN / dates).is_file()
        else "",
    }
