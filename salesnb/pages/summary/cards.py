"""The monthly work summary of a rep, and that of a manager over the team."""

from __future__ import annotations

from typing import Any

from salesnb.contracts.cards import CardPart
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, from_record, say
from salesnb.i18n import N_
from salesnb.pages.summary.people import met_and_missed

SUMMARY = N_("Monthly work summary")
WELL = N_("What went well")
NOT_WELL = N_("What did not, and why")
SUPPORT = N_("What support is needed")
SAID = 5  # points of one person
MONTH, YEAR = "span=month", "span=year_to_date"


def opening(rows: Result) -> list[Finding]:
    """Say how a rep's sales stand in month and year, and the points of the scorecard."""
    months = [row for row in rows if row["span"] == "month"]
    years = [row for row in rows if row["span"] != "month" and row["since"] != months[0]["since"]]
    cases = [("month", _MONTH, months), ("year", _YEAR, years)]
    said = [
        say(key, "info", texts[_case(row)], row)
        for key, texts, own in cases
        for row in own
        if _case(row) in texts
    ]
    return [*said, *_scored(rows)]


def _case(row: Row) -> str:
    return str(row["reason"] if row["verdict"] == "cannot_tell" else row["verdict"])


_MONTH = {
    "met": N_("{since}: sales met the target, {held} against {target} ({gap})."),
    "missed_within_noise": N_(
        "{since}: sales fell short of the target, {held} against {target} ({gap}); a month that"
        " runs at its target may miss it by {seen_miss} by chance alone."
    ),
    "missed": N_(
        "{since}: sales missed the target beyond chance, {held} against {target} ({gap}); a month"
        " that runs at its target misses it by at most {seen_miss}."
    ),
    "no_range": N_(
        "{since}: sales fell short of the target, {held} against {target} ({gap}); whether that is"
        " more than chance cannot be told."
    ),
    "partial": N_(
        "{since}: sales came to {held} so far, of a target of {target}; the month's data end early,"
        " so it is not judged."
    ),
    "hole": N_(
        "{since}: sales came to {held}, of a target of {target}; a part that sold every month"
        " before has no line, so the month is not judged."
    ),
    "left": N_(
        "{since}: sales came to {held} of a target of {target}; the rep left, so it is not judged."
    ),
    "not_asked": N_("{since}: sales came to {actual}; the target was nought."),
    "no_target": N_("{since}: sales came to {actual}; no target was set."),
}
_YEAR = {
    "met": N_("Since {since} sales came to {held} against the {target} asked ({gap})."),
    "missed_within_noise": N_(
        "Since {since} sales came to {held} against the {target} asked ({gap}); at target, chance"
        " alone may take {seen_miss}."
    ),
    "missed": N_(
        "Since {since} sales came to {held} against the {target} asked ({gap}), which is beyond"
        " chance: at target it takes at most {seen_miss}."
    ),
    "no_range": N_(
        "Since {since} sales came to {held} against the {target} asked ({gap}); whether that is"
        " more than chance cannot be told."
    ),
    "partial": N_(
        "Since {since} sales came to {held} so far against the {target} asked; the last month's"
        " data end early, so it is not judged."
    ),
    "hole": N_(
        "Since {since} sales came to {held} against the {target} asked; a part that sold every"
        " month before has no line in the last one, so it is not judged."
    ),
    "left": N_(
        "Since {since} sales came to {held} of the {target} asked; the rep left, so it is not"
        " judged."
    ),
    "not_asked": N_("Since {since} sales came to {actual}; the target was nought."),
    "no_target": N_("Since {since} sales came to {actual}; no target was set."),
}


def _scored(rows: Result) -> list[Finding]:
    text = N_(
        "Scorecard: {points} points ({low} to {high}), where the firm has {firm} under the same"
        " heads: {standing}."
    )
    known = rows.known("points low high firm standing").take(slice(1))
    return [say("points", "info", text, row) for row in known]


def opening_of_team(rows: Result) -> list[Finding]:
    """Say how the month and the year of a team stand."""
    month = N_("{since}, team of {n_reps}: sales of {held} against a target of {target} ({gap}).")
    year = N_("Since {since} the team came to {held} against the {target} asked ({gap}).")
    bare_month = N_("{since}, team of {n_reps}: sales of {actual}; no target was set.")
    bare_year = N_("Since {since} the team came to {actual}; no target was set.")
    said, first = [], rows.first["since"]
    for row in rows:
        if row["span"] == "month":
            text = month if row.is_known("target") else bare_month
            said.append(say("team", "info", text, row))
        elif row["since"] != first:
            text = year if row.is_known("target") else bare_year
            said.append(say("team_year", "info", text, row))
    return said


def missed(rows: Result) -> list[Finding]:
    """Say how many of a team met their targets of sales or missed them, and what is held apart."""
    told = [row for row in rows if row["span"] == "month" or row["since"] != rows.first["since"]]
    text = N_(
        "Since {since}: {held} of the team's {actual} came in from reps and in months with a"
        " target; only that is held against it."
    )
    said = [one for row in told for one in met_and_missed(row)]
    apart = [row for row in told if row.is_known("held") and _differ(row)]
    return [*said, *(say("apart", "info", text, row) for row in apart)]


def held_apart(rows: Result) -> list[Finding]:
    """Say where a target is of some months of a span only, and what came in in these."""
    text = N_(
        "Since {since}, {measure}: {held} of {actual} came in in months with a target; only that is"
        " held against it."
    )
    return [say("apart", "info", text, row) for row in rows.known("held") if _is_apart(row)]


def _is_apart(row: Row) -> bool:
    return row["span"] != "month" and _differ(row)


def _differ(row: Row) -> bool:
    return bool(abs(row["held"] - row["actual"]) >= 0.005)


def points(rows: Result) -> list[Finding]:
    """Say what the month asks of somebody: the sentence, what to do, what is at stake, by when."""
    said = []
    for row in rows.take(slice(SAID)):
        record: dict[str, Any] = {"key": row["decision"], "status": "info", **row.values}
        said += [from_record(record, version=rows.version), _to_do(row)]
    return said


def _to_do(row: Row) -> Finding:
    """Say what to do, by when, and how much money it is about."""
    if not row["action"]:
        text = N_("To be done by {due_on}.")
    elif row.is_known("amount"):
        text = N_("To do: {action} By {due_on}. At stake: {amount} ({about}).")
    else:
        text = N_("To do: {action} By {due_on}.")
    return say("to_do", "info", text, row)


def _part(subject: str, frame: str, title: str, **other: Any) -> CardPart:
    return CardPart(subject, frame, title, sheet=SUMMARY, **{"nothing": "", **other})


def _common(subject: str, frame: str, *signed: str) -> tuple[CardPart, ...]:
    """Return what stands last: the points that somebody owns, and what is filled in by hand."""
    blank = {"boxes": (WELL, NOT_WELL, SUPPORT), "signed": signed}
    title, only = N_("To do next month"), f"asks={subject}"
    own = _part(subject, "raised", title, by="owner_id", only=only, says=points)
    return (own, _part(subject, frame, N_("To be filled in"), **blank))


COUNTED = "measure span actual target gap attainment verdict"
HELD = "measure span actual target gap attainment seen_miss verdict"
OF_TEAM = "actual target gap attainment verdict cash_attainment"
CARDS = (
    CardPart(
        "rep",
        "reps",
        says=opening,
        columns="actual target attainment verdict points",
        opens=True,
        sheet=SUMMARY,
    ),
    _part(
        "rep",
        "13_review_attained",
        N_("Sales and collections against targets"),
        says=held_apart,
        columns=HELD,
    ),
    _part(
        "rep",
        "13_review_counted",
        N_("Visits and new customers against targets"),
        says=held_apart,
        columns=COUNTED,
    ),
    _part(
        "rep",
        "rep_slipping",
        N_("Customers slipping away: see them first"),
        columns="customer_id last_on silent_days usual_gap_days year_amount at_stake",
    ),
    _part("rep", "head_scores", N_("Points by head"), columns="head points low high firm verdict"),
    *_common("rep", "reps", N_("Signature of the rep"), N_("Signature of the manager"), N_("Day")),
    CardPart(
        "manager",
        "teams",
        says=opening_of_team,
        columns="n_reps actual target attainment n_missed missing",
        opens=True,
        sheet=SUMMARY,
    ),
    _part(
        "manager",
        "teams",
        N_("The team against its targets"),
        says=missed,
        columns="span actual target gap attainment cash cash_target cash_gap cash_attainment",
    ),
    _part(
        "manager",
        "teams",
        N_("The team's visits, new customers and misses"),
        columns="span visits visits_target new_customers new_held new_target n_cash_missed n_below",
    ),
    _part("manager", "reps", N_("Own sales"), by="rep_id", columns=f"span {OF_TEAM}"),
    _part(
        "manager",
        "reps",
        N_("Reps, month"),
        columns=f"rep_id {OF_TEAM} points standing",
        only=MONTH,
        rows=0,
    ),
    _part(
        "manager", "reps", N_("Reps, year to date"), columns=f"rep_id {OF_TEAM}", only=YEAR, rows=0
    ),
    _part(
        "manager",
        "teams",
        N_("Teams below, month"),
        by="reports_to",
        columns="manager_id n_reps actual target gap attainment n_missed missing",
        only=MONTH,
        rows=0,
    ),
    _part(
        "manager",
        "team_missed",
        N_("Missed beyond chance further down, month"),
        columns="rep_id under_id held target gap attainment seen_miss",
        only=MONTH,
        rows=0,
    ),
    *_common(
        "manager", "teams", N_("Signature of the manager"), N_("Seen by the next above"), N_("Day")
    ),
)
