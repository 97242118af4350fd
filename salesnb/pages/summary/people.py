"""How did reps and teams do in the month: who missed the target beyond chance, and under whom."""

from __future__ import annotations

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.members import TOTAL, UNASSIGNED
from salesnb.pages.summary.people_frames import REP_SLIPPING, REPS, TEAM_MISSED, TEAMS

__all__ = ["REPS", "REP_SLIPPING", "TEAMS", "TEAM_MISSED", "found", "tables"]
SAID = 2  # teams that are named


def found(page: Results) -> list[Finding]:
    """Say how many reps missed the month's target beyond chance, whose team, who is in none."""
    return [*_fleet(page), *_teams(page), *_alone(page)]


def _fleet(page: Results) -> list[Finding]:
    rows = page.teams.where(manager_id=TOTAL, span="month")
    rows = rows.keep((rows.frame["n_reps"] > 0).to_numpy())
    bare = N_("{since}: no rep has a target of sales; sales of {n_reps} reps are shown.")
    return [
        one for row in rows for one in (met_and_missed(row) or [say("people", "info", bare, row)])
    ]


def met_and_missed(row: Row) -> list[Finding]:
    """Say how many reps of a team met their targets of sales or missed them; [] without targets."""
    some, none, told = _MONTH if row["span"] == "month" else _YEAR
    if not row["n_asked"] > 0:
        return []
    status: Status = "watch" if row["n_missed"] else "info" if row["n_open"] else "good"
    said = [say("people", status, some if row["n_missed"] else none, row)]
    said = said if row["n_open"] < row["n_asked"] else []
    return [*said, *([say("people_open", "info", told, row)] if row["n_open"] else [])]


_MONTH = (
    N_(
        "{since}: of {n_asked} reps with a target of sales {n_met} met it, {n_within} missed it"
        " within chance and {n_missed} beyond chance, where {missing} is missing."
    ),
    N_(
        "{since}: of {n_asked} reps with a target of sales {n_met} met it and {n_within} missed it"
        " within chance; nobody is known to have missed it beyond chance."
    ),
    N_("{since}: of {n_open} reps below target it cannot be told whether it is chance."),
)
_YEAR = (
    N_(
        "Since {since}: of {n_asked} reps with a target of sales {n_met} met it, {n_within} missed"
        " it within chance and {n_missed} beyond chance, where {missing} is missing."
    ),
    N_(
        "Since {since}: of {n_asked} reps with a target of sales {n_met} met it and {n_within}"
        " missed it within chance; nobody is known to have missed it beyond chance."
    ),
    N_("Since {since}: of {n_open} reps below target it cannot be told whether it is chance."),
)


def _teams(page: Results) -> list[Finding]:
    """Say in which teams most is missing where targets were missed beyond chance.

    Named are teams that have no teams below: whose reps they are.
    """
    text = N_(
        "Team of {manager_id}: {n_missed} of {n_asked} reps missed the target beyond chance, where"
        " {missing} is missing; the team came to {held} against {target} ({gap})."
    )
    own = page.teams.where(span="month").members("manager_id").known("target").by("-missing")
    short = own.keep(((own.frame["n_missed"] > 0) & (own.frame["n_teams"] == 0)).to_numpy()).take(
        slice(SAID)
    )
    return [say("team_short", "watch", text, row) for row in short]


def _alone(page: Results) -> list[Finding]:
    """Say who is in no team, where there are teams."""
    rows = page.teams.where(span="month")
    alone = rows.where(manager_id=UNASSIGNED)
    if rows.members("manager_id").is_empty:
        return []
    text = N_("Sales of {actual} stand under no manager; reps without one: {n_reps}.")
    return [say("in_no_team", "info", text, row) for row in alone]


def tables(page: Results) -> list[TableView]:
    """Return the month of teams, the one that lacks most first and the total last, and of reps."""
    there = (ranked(page.teams.where(span="month")), page.reps.where(span="month"))
    return [
        one.table(folded=place > 0)
        for place, one in enumerate(kept for kept in there if not kept.is_empty)
    ]


def ranked(teams: Result) -> Result:
    """Return teams by what is missing beyond chance, then by gap; who is in none, and the total."""
    rows = teams.by("-missing gap manager_id")
    stand_ins = {UNASSIGNED: 1, TOTAL: 2}
    places = [stand_ins.get(one, 0) for one in rows.frame["manager_id"]]
    return rows.take(sorted(range(len(places)), key=places.__getitem__))
