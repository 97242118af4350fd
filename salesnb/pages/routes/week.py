"""The plan itself: each visit with its day and time, all of it in sums, and the weeks of a rep."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts import shorthand as col
from salesnb.contracts.cards import CardPart
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.pages.routes import columns as c

BASIS = {
    "needs": N_("as 12_actions decides"),
    "rule": N_("by the rule of company.toml"),
}

VISIT_PLAN = Frame(
    name="visit_plan",
    title=N_("Visits of the month ahead, by rep and day"),
    grain=N_("one row per visit"),
    key="visit_key",
    order="rep_id visit_date sequence",
    shows="visit_date weekday starts_at customer_id customer_class visit_minutes travel_minutes",
    nothing=N_("There is no visit to plan: no rep at work has a customer to visit."),
    fields=(
        col.text("visit_key", N_("Visit")),
        c.REP,
        c.CUSTOMER,
        c.CLASS,
        col.whole("slot", N_("Which visit of the month")),
        col.day("visit_date", N_("Day")),
        col.code("weekday", N_("Weekday"), c.WEEKDAY),
        col.whole("sequence", N_("Order within the day")),
        col.column("starts_at", "datetime", N_("Begins")),
        col.column("ends_at", "datetime", N_("Ends")),
        col.whole("visit_minutes", N_("Minutes of the visit"), unit="min"),
        col.number(
            "travel_minutes", N_("Minutes on the way"), unit="min", digits=1, shown="integer"
        ),
        col.number(
            "waiting_minutes", N_("Minutes of waiting"), unit="min", digits=1, shown="integer"
        ),
        col.money("value", N_("What the visit secures")),
        col.number("latitude", N_("Latitude"), unit="°", digits=4),
        col.number("longitude", N_("Longitude"), unit="°", digits=4),
    ),
)

ROUTED = Frame(
    title=N_("The plan of all reps"),
    key="scope",
    shows="n_visits n_reps travel_hours visit_hours free_hours sector_hours saved_share n_left",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("planned_month", N_("Month planned")),
        col.code("basis", N_("How often"), BASIS),
        col.whole("n_reps", N_("Reps")),
        col.whole("n_customers", N_("Customers")),
        col.whole("n_due", N_("Visits due")),
        col.whole("n_visits", N_("Visits planned")),
        col.whole("n_left", N_("Visits left out")),
        col.whole("n_must", N_("Visits due in any case")),
        col.whole("n_must_planned", N_("Of them planned")),
        col.share("must_share", N_("Of them planned, share")),
        *c.HOURS,
        c.hours("sector_hours", N_("Hours on the way, a sector a weekday")),
        c.hours("saved_hours", N_("Hours saved")),
        col.share("saved_share", N_("Hours on the way saved")),
        col.whole("n_working", N_("Working days of the month")),
        col.whole("n_holidays", N_("Weekdays on which nobody works")),
        col.whole("n_swapped", N_("Weekend days worked in exchange")),
        col.whole("n_broken", N_("Rules broken")),
        col.whole("n_unread", N_("Customers whose hours cannot be read")),
        col.share("stated_share", N_("Ways with a stated time")),
    ),
)

DECISIONS = (
    Decision(
        "must",
        N_(
            "Free hours for the customers who are visited in any case, or hand them to a colleague."
        ),
        N_("head of sales"),
        asks="manager",
    ),
    Decision(
        "broken",
        N_("Do not hand out the routes: look for what the plan breaks."),
        N_("sales administration"),
    ),
)

CARDS = (
    CardPart(
        subject="rep",
        frame="visit_plan",
        title=N_("Where to on which day of the month ahead?"),
        columns="visit_date weekday starts_at customer_id customer_class visit_minutes",
        nothing="",
        rows=0,
    ),
    CardPart(
        subject="customer",
        frame="visit_plan",
        title=N_("When is it visited in the month ahead?"),
        columns="visit_date weekday starts_at rep_id visit_minutes",
        nothing="",
        rows=4,
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how many visits are planned, what is saved, and whether A customers are all served."""
    return [*_planned(page), *_must(page), *_broken(page)]


def found(page: Results) -> list[Finding]:
    """Say what the plan was checked for, and what it rests on."""
    return [*_broken(page), *_rests(page)] or _planned(page)


def _planned(page: Results) -> list[Finding]:
    if page.visit_plan.is_empty:
        text = N_(
            "No visit is planned: it takes reps who work in the month ahead, with a base that has"
            " coordinates, and customers with coordinates whom they look after."
        )
        return [say("planned", "info", text)]
    row = page.routed.first
    text = N_(
        "For {planned_month} {n_visits} visits to {n_customers} customers are laid on days and"
        " times, for reps: {n_reps}. They are {travel_hours} hours on the way and {visit_hours}"
        " with customers; {free_hours} of the {day_hours} hours of their days are left."
    )
    saved = N_(
        "A plan with one sector of customers for each weekday would take {sector_hours} hours on"
        " the way: {saved_hours} hours ({saved_share}) are saved."
    )
    same = N_(
        "A plan with one sector of customers for each weekday would take {sector_hours} hours on"
        " the way, but its days may be longer than the hours there are."
    )
    known = row.is_known("saved_share")
    more = [say("saved", "info", saved if row["saved_hours"] > 0 else same, row)] if known else []
    return [say("planned", "good", text, row), *more]


def _must(page: Results) -> list[Finding]:
    row = page.routed.first
    if not row["n_must"]:
        return []
    if row["n_must_planned"] >= row["n_must"]:
        text = N_("All {n_must} visits that are due in any case (class A) are in the plan.")
        return [say("must", "good", text, row)]
    text = N_(
        "Of {n_must} visits that are due in any case (class A) only {n_must_planned} are in the"
        " plan: the section on what could not be placed names the others and says why."
    )
    return [say("must", "act", text, row)]


def _broken(page: Results) -> list[Finding]:
    row = page.routed.first
    if row["n_broken"]:
        text = N_(
            "The check that stands apart from the planner finds rules broken: {n_broken}. The"
            " routes are not to be handed out."
        )
        return [say("broken", "act", text, row)]
    text = N_(
        "A check that stands apart from the planner counted every visit anew: as often as asked,"
        " evenly spaced, within opening hours, on working days and within their length."
    )
    return [] if page.visit_plan.is_empty else [say("checked", "good", text, row)]


def _rests(page: Results) -> list[Finding]:
    if page.visit_plan.is_empty:
        return []
    row, said = page.routed.first, []
    if row["n_holidays"]:
        text = N_(
            "{planned_month} has {n_working} working days; weekdays on which nobody works:"
            " {n_holidays}, weekend days worked in exchange: {n_swapped}. Visits of such a week are"
            " made up for on its other days."
        )
        said.append(say("holidays", "info", text, row))
    text = N_("How often each customer is visited is told {basis}: {n_due} visits are due.")
    said.append(say("basis", "info", text, row))
    if row.is_known("stated_share"):
        text = N_(
            "Of the ways between places of one rep {stated_share} have a time stated in"
            " travel_times; the others are reckoned from coordinates."
        )
        said.append(say("ways", "info", text, row))
    if row["n_unread"]:
        text = N_(
            "Customers whose opening hours cannot be read: {n_unread}. They are taken to be open"
            " whenever the rep works."
        )
        said.append(say("unread", "watch", text, row))
    return said


def busiest(page: Results) -> Result:
    """Return the visits of the rep who has most of them, in the first week with visits."""
    rows = page.visit_plan
    if rows.is_empty:
        return rows
    counts = rows.frame["rep_id"].value_counts()
    own = rows.where(rep_id=min(counts.index, key=lambda one: (-counts[one], one)))
    days = pd.to_datetime(own.frame["visit_date"])
    weeks = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return own.keep((weeks == weeks.min()).to_numpy())


def tables(page: Results) -> list[TableView]:
    """Return a week of the rep with most visits (all reps have their months on cards)."""
    return [busiest(page).table(), page.routed.table()]
