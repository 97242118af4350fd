"""The one sentence that the front page opens with: the month against plan, last year, expectation.

It is made of clauses, each a sentence of its own kind, so that what is not known is not spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence

from salesnb.artefacts import Saved
from salesnb.contracts.results import Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_, t

VARIANCES, VERDICT, END = "02_sales_variances", "02_sales_verdict", "02_sales_data_end"
SHORTFALLS = "02_sales_shortfalls"
ATTAINED, REACHED = "13_review_attained", "13_review_reached"
BEHIND = {
    "region": N_("but behind their plans: {n_short} of {n_nodes} regions, {shortfall} in all"),
    "rep": N_("but behind their plans: {n_short} of {n_nodes} reps, {shortfall} in all"),
}
ON_TARGET = {
    "met": N_("{since} met its target: {held} sold, {attainment} of {target}"),
    "missed_within_noise": N_(
        "{since} fell short of its target within chance: {held} sold, {attainment} of {target}"
    ),
    "missed": N_("{since} missed its target beyond chance: {held} sold, {attainment} of {target}"),
    "cannot_tell": N_("{since} fell short of its target: {held} sold, {attainment} of {target}"),
}
BEYOND_CHANCE = {
    "region": N_("but {n_missed} of {n_targets} regions are below theirs beyond chance"),
    "rep": N_("but {n_missed} of {n_targets} reps are below theirs beyond chance"),
}
EXPECTATION = {
    "below": N_("and less than trend and calendar let one expect ({low} to {high})"),
    "edge_below": N_("at the low edge of what trend and calendar let one expect ({low} to {high})"),
    "ordinary": N_("and as much as trend and calendar let one expect"),
    "edge_above": N_(
        "at the high edge of what trend and calendar let one expect ({low} to {high})"
    ),
    "above": N_("and more than trend and calendar let one expect ({low} to {high})"),
}
NEARLY = 0.02  # of the plan: what is missing at most where it was nearly met


def headline(saved: Saved) -> str:
    """Return the month's verdict as HTML, '' where the month has no sales page."""
    month = _total(saved, "month")
    if month is None:
        return ""
    end = _early_end(saved)
    if end is not None:
        text = N_("Cannot tell yet how {month.since} is: its data end on {newest_on}")
        clauses = [say("head", "watch", text, end, month=month)]
        return _joined([*clauses, say("head", "info", N_("{actual} sold so far"), month)])
    if not month["actual"]:
        nothing = say("head", "act", N_("Nothing at all was sold in {since}"), month)
        return _joined([nothing, say("head", "info", N_("or its export is not whole"))])
    held = _on_target(saved) or [_on_plan(month)]
    return _joined([*held, *_on_last_year(month), *_on_expectation(saved)])


def year_so_far(saved: Saved) -> str:
    """Return the sentence on the year to date as HTML, '' where it says no more than the month.

    A year whose last month is not whole is not judged.
    """
    year = _total(saved, "year_to_date")
    if year is None or year["n_months"] == 1:
        return ""
    clauses = [say("year", "info", N_("Since {since}: {actual} sold"), year)]
    if _early_end(saved) is not None:
        text = N_("not judged, as the data of its last month end early")
        return _joined([*clauses, say("year", "info", text)])
    attained = _attained(saved, "year_to_date")
    if attained is not None:
        text = N_("{gap} against the target of {target:money}")
        clauses.append(say("year", "info", text, attained))
        return _joined([*clauses, *_on_last_year(year), *_beyond_chance(saved)])
    if year.is_known("gap"):
        clauses.append(say("year", "info", N_("{gap} against the plan of {plan:money}"), year))
    return _joined([*clauses, *_on_last_year(year), *_hidden(saved)])


def _attained(saved: Saved, span: str) -> Row | None:
    """Return sales of a span against their target as 13_review holds them; None without one."""
    rows = saved.load(ATTAINED)
    if rows is None:
        return None
    found = rows.where(measure="sales", dimension="total", span=span).known("attainment")
    return None if found.is_empty else found.first


def _on_target(saved: Saved) -> list[Finding]:
    """Say whether the month met its target, and how hard that was when it was issued."""
    row = _attained(saved, "month")
    if row is None or row["verdict"] not in ON_TARGET:
        return []
    said = [say("head", "info", ON_TARGET[row["verdict"]], row)]
    if row["band"] != "not_judged":
        said.append(say("head", "info", N_("a target that was {band} when it was issued"), row))
    return said


def _beyond_chance(saved: Saved) -> list[Finding]:
    """Say how many regions (else reps) are below their targets of the year beyond chance."""
    rows = saved.load(REACHED)
    if rows is None:
        return []
    year = rows.where(measure="sales", span="year_to_date")
    for dimension, text in BEYOND_CHANCE.items():
        own = year.where(dimension=dimension)
        if not own.is_empty:
            return [say("year", "info", text, own.first)] if own.first["n_missed"] else []
    return []


def _hidden(saved: Saved) -> list[Finding]:
    """Say how many regions (else reps) are behind their plans so far, and by how much."""
    rows = saved.load(SHORTFALLS)
    year = None if rows is None else rows.where(span="year_to_date")
    if year is None or year.is_empty or not year.first["n_short"]:
        return []
    return [say("year", "info", BEHIND[year.first["dimension"]], year.first)]


def _early_end(saved: Saved) -> Row | None:
    """Return up to when the month's data go where they end early, None where the month is whole."""
    end = saved.load(END)
    return end.first if end is not None and end.first["is_partial"] else None


def _total(saved: Saved, span: str) -> Row | None:
    rows = saved.load(VARIANCES)
    found = None if rows is None else rows.where(dimension="total", span=span)
    return None if found is None or found.is_empty else found.first


def _on_plan(month: Row) -> Finding:
    """Say what the month sold, and whether that met its plan."""
    if not month.is_known("gap"):
        return say("head", "info", N_("{since}: {actual} sold, no plan set"), month)
    if month["gap"] >= 0:
        text = N_("{since} met its plan: {actual} sold, {gap_share} against plan")
    elif month["gap"] >= -NEARLY * month["plan"]:
        text = N_("{since} nearly met its plan: {actual} sold, {gap_share} against plan")
    else:
        text = N_("{since} missed its plan: {actual} sold, {gap_share} against plan")
    return say("head", "info", text, month)


def _on_last_year(row: Row) -> list[Finding]:
    if not row.is_known("growth"):
        return [say("head", "info", N_("last year not known"))]
    return [say("head", "info", N_("{growth} on last year"), row)]


def _on_expectation(saved: Saved) -> list[Finding]:
    """Say whether trend and calendar let one expect the month; nothing where that is unknown."""
    judged = saved.load(VERDICT)
    if judged is None or judged.first["state"] not in EXPECTATION:
        return [say("head", "info", N_("and too little history to say what was to be expected"))]
    row = judged.first
    return [say("head", "info", EXPECTATION[row["state"]], row)]


def _joined(clauses: Sequence[Finding]) -> str:
    """Return clauses as one sentence."""
    joined = clauses[0].html()
    for one in clauses[1:]:
        joined = t("{clauses}, {next}", clauses=joined, next=one.html())
    return t("{clauses}.", clauses=joined)
