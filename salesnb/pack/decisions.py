"""What the month asks the firm to decide, as the front page shows it and plan files take it up."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence

from salesnb.contracts.decided.written import as_lines
from salesnb.contracts.results import Result, Row
from salesnb.findings import SYMBOLS, Finding, data_element, say
from salesnb.i18n import N_, formats, language, t, translate
from salesnb.months import Month
from salesnb.raised import Matter

MOST = 5
POINTS = "15_summary_points"
_SECTION = re.compile(r'<section id="(\w+)".*?</section>', re.S)


def chosen(found: Sequence[Matter], points: Result | None) -> list[tuple[Matter, Row | None]]:
    """Return the matters that the month puts first, each with its point; `MOST` at most.

    `points` are those of 15_summary, in whose order they stand; without that page they stand by
    money, and none has a name and a day.
    """
    if points is None:
        return [(one, None) for one in found[:MOST]]
    by_id = {one.id: one for one in found}
    return [(by_id[row["decision"]], row) for row in points if row["decision"] in by_id]


def acceptance(
    month: Month, decision: str, owner: str, due_on: dt.date | None
) -> dict[str, object]:
    """Return the entry of accepted.toml that takes a decision of a month up, for somebody to sign.

    Without a day it is due at the end of the next month.
    """
    return {
        "month": str(month),
        "decision": decision,
        "owner": owner,
        "due_on": due_on or (month + 1).last,
        "author": "",
    }


def plan_line(matter: Matter, point: Row | None, month: Month) -> str:
    """Return the lines of accepted.toml that take a matter up; who signs them is left open."""
    owner = str(point.words("owner_id")) if point and point["owner_id"] else _role(matter, point)
    due_on = dt.date.fromisoformat(point["due_on"]) if point else None
    entry = acceptance(month, matter.id, owner or "?", due_on)
    return as_lines("accepted", {**entry, "author": "?"})


def shown(
    matter: Matter, point: Row | None, *, folder: str, page: str, question: str, month: Month
) -> dict[str, str]:
    """Return what a template needs of a matter; `page` is the page that its link leads to."""
    decision = matter.decision
    amount = matter.amount
    if point and amount:  # without its sign, in the company's currency
        amount = point.cite("amount", "money")
    finding, status = matter.finding, matter.finding.status
    return {
        "status": status,
        "mark": f"{SYMBOLS[status]} {formats.status_word(status)}",
        "amount": data_element(amount) if amount else "",
        "about": translate(decision.about, language()) if decision and amount else "",
        "html": finding.html(),
        "action": translate(decision.action, language()) if decision else "",
        "owner": _owner(matter, point),
        "link": f"{folder}/{matter.book}.html{anchor(page, finding)}",
        "book": question,
        "id": matter.id,
        "line": plan_line(matter, point, month),
    }


def _role(matter: Matter, point: Row | None) -> str:
    stated = point["owner"] if point else matter.decision.owner if matter.decision else ""
    return translate(str(stated), language()) if stated else ""


def _owner(matter: Matter, point: Row | None) -> str:
    """Return who is to do it, and by when where that is known, as HTML; '' where nobody is said."""
    if point is None:
        owner = _role(matter, point)
        return html.escape(t("Who: {owner}", owner=owner)) if owner else ""
    if point["owner_id"]:
        return say("owner", "info", N_("Who: {owner_id}, by {due_on}"), point).html()
    if point["owner"]:
        return say("owner", "info", N_("Who: {owner}, by {due_on}"), point).html()
    return say("owner", "info", N_("By {due_on}"), point).html()


def anchor(page: str, finding: Finding) -> str:
    """Return `#section` of the last section of a page that says a finding, '' where none does.

    The first section of a page is its answer; the last that says it shows why.
    """
    said = finding.html()
    holding = [one[1] for one in _SECTION.finditer(page) if said in one[0]]
    return f"#{holding[-1]}" if holding else ""
