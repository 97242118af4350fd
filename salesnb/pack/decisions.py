"""What the month asks the firm to decide, as the front page shows it and plan files take it up."""

from __future__ import annotations

import re

from salesnb.contracts.decided.written import as_lines
from salesnb.findings import SYMBOLS, Decision, Finding, data_element
from salesnb.i18n import formats, language, t, translate
from salesnb.months import Month
from salesnb.raised import Matter

MOST = 5
_SECTION = re.compile(r'<section id="(\w+)".*?</section>', re.S)


def acceptance(decision: str, owner: str, month: Month) -> dict[str, object]:
    """Return the entry of accepted.toml that takes a decision up, due at the next month's end."""
    return {
        "month": str(month),
        "decision": decision,
        "owner": owner,
        "due_on": (month + 1).last,
        "author": "",
    }


def plan_line(matter: Matter, month: Month) -> str:
    """Return the lines of accepted.toml that take a matter up; who signs them is left open."""
    owner = translate(matter.decision.owner, language()) if matter.decision else ""
    entry = {**acceptance(matter.id, owner, month), "author": "?"}
    return as_lines("accepted", {**entry, "owner": owner or "?"})


def shown(matter: Matter, *, folder: str, page: str, question: str, month: Month) -> dict[str, str]:
    """Return what a template needs of a matter; `page` is the page that its link leads to."""
    decision = matter.decision
    finding, status = matter.finding, matter.finding.status
    return {
        "status": status,
        "mark": f"{SYMBOLS[status]} {formats.status_word(status)}",
        "amount": data_element(matter.amount) if matter.amount else "",
        "about": translate(decision.about, language()) if decision and matter.amount else "",
        "html": finding.html(),
        "action": translate(decision.action, language()) if decision else "",
        "owner": _owner(decision),
        "link": f"{folder}/{matter.book}.html{anchor(page, finding)}",
        "book": question,
        "id": matter.id,
        "line": plan_line(matter, month),
    }


def _owner(decision: Decision | None) -> str:
    if decision is None or not decision.owner:
        return ""
    return t("Who: {owner}", owner=translate(decision.owner, language()))


def anchor(page: str, finding: Finding) -> str:
    """Return `#section` of the last section of a page that says a finding, '' where none does.

    The first section of a page is its answer; the last that says it shows why.
    """
    said = finding.html()
    holding = [one[1] for one in _SECTION.finditer(page) if said in one[0]]
    return f"#{holding[-1]}" if holding else ""
