"""What the plan takes: new customers, and visits with the hours for them."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c
from salesnb.pages.targets.measures import DIMENSIONS, NODES, SALES, TOTAL

HOURS = {
    "short": N_("more than there are"),
    "enough": N_("enough"),
    "cannot_tell": N_("hours not stated"),
}

NEW = Frame(
    name="new_customers",
    title=N_("New customers: what came, and what the plan needs"),
    key="dimension node",
    order="dimension -target -expected",
    shows="node n_past expected low high sales implied target",
    optional="implied sales",
    rows=10,
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        col.whole("n_past", N_("Came so far")),
        col.whole("past_months", N_("Months counted")),
        col.number("expected", N_("Expected by the past"), digits=2, shown="tenths"),
        col.number("low", N_("Expected, low"), digits=0, shown="integer"),
        col.number("high", N_("Expected, high"), digits=0, shown="integer"),
        col.share("confidence", N_("Confidence of the range")),
        col.money("sales", N_("Planned of them"), shown=COLUMN),
        col.money("per_customer", N_("Sales of a new customer in its first year")),
        col.number("implied", N_("Follows from planned sales"), digits=2, shown="tenths"),
        col.whole("target", N_("Target")),
    ),
)

NEW_MONTHS = Frame(
    name="new_customer_months",
    title=N_("New customers by region, rep and month"),
    key="region_id rep_id month",
    nothing="",
    fields=(
        col.ident("region_id", N_("Region"), of="regions", words=c.UNASSIGNED),
        col.ident("rep_id", N_("Rep"), of="reps", words=c.UNASSIGNED),
        col.MONTH,
        col.whole("target", N_("Target")),
    ),
)

VISITS = Frame(
    name="visits",
    title=N_("Visits that the plan takes, and the hours for them"),
    key="rep_id",
    order="-visits",
    shows="rep_id n_customers sales visits past_visits hours_needed hours used_share state",
    total="rep_id",
    rows=12,
    nothing="",
    fields=(
        col.ident("rep_id", N_("Rep"), of="reps", words={**c.UNASSIGNED, **TOTAL}),
        col.whole("n_customers", N_("Customers")),
        SALES,
        col.whole("visits", N_("Visits")),
        col.whole("past_visits", N_("Held in the last twelve months")),
        col.number("hours_needed", N_("Hours needed"), unit=N_("h"), digits=1, shown="hours"),
        col.number("hours", N_("Selling hours"), unit=N_("h"), digits=1, shown="hours"),
        col.share("used_share", N_("Hours used")),
        col.code("state", N_("State"), HOURS),
    ),
)

VISIT_MONTHS = Frame(
    name="visit_months",
    title=N_("Visits by rep and month"),
    key="rep_id month",
    nothing="",
    fields=(
        col.ident("rep_id", N_("Rep"), of="reps", words=c.UNASSIGNED),
        col.MONTH,
        col.whole("visits", N_("Visits")),
        col.number("hours_needed", N_("Hours needed"), unit=N_("h"), digits=1, shown="hours"),
    ),
)

CLASSES = Frame(
    name="visit_classes",
    title=N_("Visits by class of customer"),
    key="visit_class",
    nothing="",
    fields=(
        col.text("visit_class", N_("Class")),
        col.whole("n_customers", N_("Customers")),
        SALES,
        col.number("visits_per_month", N_("Visits a month"), digits=2, shown="decimal"),
        col.number("visits", N_("Visits"), digits=2, shown="integer"),
    ),
)

DECISIONS = (
    Decision(
        "visits_short",
        N_("Move customers to a rep with hours left, visit some of them less often, or add hours."),
        N_("head of sales"),
        "visits.sales",
        N_("planned of the rep's customers"),
        lever="move_means",
        asks="manager",
    ),
)


def new_customers(rows: Result) -> list[Finding]:
    """Say how many new customers the plan needs, beside what the past lets expect."""
    found = []
    for row in rows.where(dimension="total"):
        if not row.is_known("implied"):
            text = N_(
                "{n_past} new customers came in the last {past_months} months; {low} to {high} are"
                " to be expected in the plan's months (with {confidence} confidence)."
            )
            found.append(say("new_customers", "info", text, row))
            continue
        status: Status = "watch" if row["implied"] > row["high"] else "good"
        text = N_(
            "The plan has sales of {sales} to customers whom nobody knows yet: that takes {target}"
            " of them, at {per_customer} each within the year in which they come. By the last"
            " {past_months} months {low} to {high} are to be expected (with {confidence}"
            " confidence)."
        )
        found.append(say("new_customers", status, text, row))
    return [*found, *_beyond_the_past(rows.where(dimension="region"))]


def _beyond_the_past(regions: Result) -> list[Finding]:
    """Say which region has to find most new customers beyond what its past lets expect."""
    some = regions.keep(regions.frame["target"] > regions.frame["high"]).by("-target")
    text = N_(
        "{node} needs most of those that its past does not promise: {target} new customers where"
        " {low} to {high} are to be expected (with {confidence} confidence)."
    )
    return [] if some.is_empty else [say("new_region", "watch", text, some.first)]


def visits(rows: Result) -> list[Finding]:
    """Say how many visits the plan takes, and whose hours do not suffice."""
    found = [
        say(
            "visits",
            "info",
            VISITS_SAID[one.is_known("used_share"), one.is_known("past_visits")],
            one,
        )
        for one in rows.where(rep_id="total")
    ]
    short = rows.without_total().where(state="short").by("-used_share")
    text = N_(
        "{rep_id} would need {hours_needed} hours for the visits that the plan takes, and has"
        " {hours}."
    )
    return found + [say("visits_short", "act", text, row) for row in list(short)[:3]]


VISITS_SAID = {  # by whether hours are known, and whether visits are recorded
    (True, True): N_(
        "The plan takes {visits} visits to its customers, {used_share} of the selling hours"
        " that reps have; {past_visits} were held in the last twelve months."
    ),
    (False, True): N_(
        "The plan takes {visits} visits to its customers; {past_visits} were held in the last"
        " twelve months. Whether the hours suffice cannot be told: they are not stated of every"
        " rep."
    ),
    (True, False): N_(
        "The plan takes {visits} visits to its customers, {used_share} of the selling hours"
        " that reps have. How many were held before is not known: no visits are recorded."
    ),
    (False, False): N_(
        "The plan takes {visits} visits to its customers. How many were held before is not"
        " known: no visits are recorded. Whether the hours suffice cannot be told: they are not"
        " stated of every rep."
    ),
}


def answer(page: Results) -> list[Finding]:
    """Say what stands in the way of the plan: too many new customers, too few hours."""
    every = [*new_customers(page.new_customers), *visits(page.visits)]
    return [one for one in every if one.status in {"watch", "act"}]


def found(page: Results) -> list[Finding]:
    """Say all of new customers and visits."""
    return [*new_customers(page.new_customers), *visits(page.visits)]


def tables(page: Results) -> list[Result]:
    """Return new customers by region, and visits by rep, where there are any."""
    regions = page.new_customers.where(dimension="region")
    return [one for one in (regions, page.visits) if not one.is_empty]
