"""What each visit of the planned month is for: aims with baseline, target and reach."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.visits import columns as c
from salesnb.pages.visits import words as w

SOURCE = {
    "visit_plan": N_("the plan of routes"),
    "planned": N_("visits already planned"),
    "none": N_("none"),
}
SHEET = (
    col.key("visit_key", N_("Visit")),
    c.REP,
    c.CUSTOMER,
    col.day("visit_date", N_("Day")),
    col.whole("slot", N_("Visit of the month")),
    col.whole("place", N_("Place of the aim")),
    col.code("customer_class", N_("Class"), {**c.CLASS, "": N_("no class")}),
    c.OBJECTIVES,
    c.GROUP,
    c.PRODUCT,
    col.number("baseline", N_("From"), digits=2, shown="days"),
    col.number("target", N_("To"), digits=2, shown="days"),
    col.code("unit", N_("Unit"), w.UNIT),
    col.money("amount", N_("Amount it is about"), shown=COLUMN),
    col.money("worth", N_("What it is worth"), shown=COLUMN),
    col.whole("n_before", N_("Cases before")),
    col.share("chance", N_("Reached before")),
    col.flag("is_clear", N_("Names what it is about")),
    col.flag("is_exact", N_("Says from what to what")),
    col.flag("is_measurable", N_("Can be measured")),
    col.code("reach", N_("Within reach"), c.REACH),
    col.code("why", N_("Why"), w.WHY),
    col.text("benefit", N_("Benefit")),
    col.text("benefit_zh", N_("Benefit in Chinese")),
    col.text("proof", N_("Proof")),
    col.text("proof_zh", N_("Proof in Chinese")),
    col.text("objection", N_("Likely objection")),
    col.text("objection_zh", N_("Objection in Chinese")),
    col.text("answer", N_("Answer")),
    col.text("answer_zh", N_("Answer in Chinese")),
    col.money("value_a_year", N_("Worth to the customer a year"), shown=COLUMN),
    col.text("play", N_("Play of the deal's stage")),
    col.text("play_zh", N_("The play in Chinese")),
    col.flag("has_proof", N_("Proof at hand")),
    col.flag("has_answers", N_("Answer at hand")),
    col.code("bring", N_("To bring"), w.BRING),
    col.code("hook", N_("To open with"), w.HOOK),
    col.code("closing", N_("To close with"), w.CLOSING),
)
OF_VISIT = "visit_key customer_id visit_date place objective"
SAID = """benefit benefit_zh proof proof_zh objection objection_zh answer answer_zh
    value_a_year"""
WAYS = "bring hook closing play play_zh"
BY_NAME = {one.name: one for one in SHEET}
SHOWN = "visit_date customer_id objective product_group baseline target unit chance worth"

VISIT_SHEETS = Frame(
    name="visit_sheets",
    title=N_("Aims of the visits planned"),
    key="visit_key objective",
    order="rep_id visit_date visit_key place",
    shows=SHOWN,
    nothing="",
    fields=SHEET,
)
WEEK = Frame(
    title=N_("One rep's first week of the planned month"),
    key="visit_key objective",
    order="visit_date visit_key place",
    shows=SHOWN,
    rows=30,
    nothing="",
    fields=SHEET,
)
WEEK_WORDS = Frame(
    title=N_("What is said at these visits"),
    key="visit_key objective",
    order="visit_date visit_key place",
    shows="customer_id product_group benefit proof objection answer value_a_year",
    rows=8,
    nothing="",
    fields=tuple(BY_NAME[name] for name in (*OF_VISIT.split(), "product_group", *SAID.split())),
)
WEEK_WAYS = Frame(
    title=N_("What is brought to these visits, how they open and how they close"),
    key="visit_key objective",
    order="visit_date visit_key place",
    shows="customer_id objective bring hook closing play",
    rows=8,
    nothing="",
    fields=tuple(BY_NAME[name] for name in (*OF_VISIT.split(), *WAYS.split())),
)
AIMS_ASKED = Frame(
    title=N_("Aims of the planned month"),
    key="objective",
    order="-worth",
    nothing="",
    fields=(
        c.OBJECTIVES,
        col.whole("n_visits", N_("Visits")),
        col.whole("n_customers", N_("Customers")),
        col.money("amount", N_("Amount they are about"), shown=COLUMN),
        col.money("worth", N_("What it is worth"), shown=COLUMN),
        col.whole("n_reachable", N_("Aims within reach")),
    ),
)
REACHED_BEFORE = Frame(
    title=N_("What visits with such aims have reached before"),
    key="objective",
    order="objective",
    nothing="",
    fields=(
        c.OBJECTIVES,
        col.whole("n", N_("Aims so far")),
        col.whole("n_exact", N_("With a target")),
        col.whole("n_measured", N_("Measured")),
        col.whole("n_met", N_("Met")),
        col.share("reached", N_("Met, of those measured")),
        col.code("reach", N_("Within reach"), c.REACH),
    ),
)
SHEETS_BASIS = Frame(
    title=N_("What the sheets are made of"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("planned_month", N_("Planned month")),
        col.code("source", N_("Visits from"), SOURCE),
        col.whole("n_visits", N_("Visits planned")),
        col.whole("n_reps", N_("Reps")),
        col.whole("n_customers", N_("Customers")),
        col.whole("n_sheets", N_("Visits with an aim")),
        col.whole("n_without", N_("Visits without an aim")),
        col.whole("n_aims", N_("Aims")),
        col.whole("n_unreachable", N_("Aims seldom reached before")),
        col.whole("n_untold", N_("Aims whose reach cannot be told")),
        col.share("margin_share", N_("Margin, of sales")),
        col.flag("knows_cards", N_("Cards say what lacks")),
    ),
)
OWED = Frame(
    title=N_("What is owed by customers to be visited"),
    key="customer_id",
    order="-past_due",
    shows="customer_id amount past_due n_instalments oldest_days promised_for n_promises_broken",
    rows=8,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.money("amount", N_("Due by the end of the planned month"), shown=COLUMN),
        col.whole("n_instalments", N_("Instalments")),
        col.whole("oldest_days", N_("Days past due, the oldest")),
        col.day("first_due", N_("First due on")),
        col.money("past_due", N_("Of it past due"), shown=COLUMN),
        col.day("promised_for", N_("Promised for")),
        col.whole("n_promises_broken", N_("Promises whose day has passed")),
        col.flag("is_first", N_("Collected before selling")),
    ),
)
COMPLAINING = Frame(
    title=N_("Open complaints of customers to be visited"),
    key="customer_id",
    order="-oldest_days",
    rows=8,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.whole("n_open", N_("Open complaints")),
        col.whole("oldest_days", N_("Days open, the oldest")),
        col.money("claimed", N_("Claimed"), shown=COLUMN),
        col.text("cause", N_("Cause of the oldest")),
        c.PRODUCT,
        col.flag("is_first", N_("Settled before selling")),
    ),
)
QUESTIONS = Frame(
    title=N_("Open questions on customers to be visited"),
    key="customer_id question",
    order="customer_id",
    rows=8,
    nothing="",
    fields=(c.CUSTOMER, col.code("question", N_("Question"), w.QUESTION)),
)


def answer(page: Results) -> list[Finding]:
    """Say how many visits are planned, with which aims."""
    return found(page)[:2]


def found(page: Results) -> list[Finding]:
    """Say what visits are planned, which aims are worth most, what comes before selling."""
    basis = page.sheets_basis.first
    if not basis["n_visits"]:
        text = N_(
            "No visit is planned for {planned_month} in what was exported, so that no sheet can be"
            " made: it takes a plan of routes, or rows of visits with status planned."
        )
        return [say("none_planned", "info", text, basis)]
    text = N_(
        "Visits planned for {planned_month}: {n_visits} by {n_reps} reps to {n_customers}"
        " customers, from {source}; the sheets have {n_aims} aims."
    )
    said = [say("sheets", "info", text, basis)]
    return [*said, *_worth(page), *_first(page), *_without(page), *_week(page)]


def _week(page: Results) -> list[Finding]:
    """Say whose week the tables show."""
    text = N_(
        "The table shows the week of {rep_id} from {visit_date} on; the sheets of all visits are in"
        " visit_sheets."
    )
    return [say("week", "info", text, row) for row in page.week.take(slice(1))]


def _worth(page: Results) -> list[Finding]:
    """Say which aim is worth most over all visits."""
    rows = page.aims_asked.keep((page.aims_asked.frame["worth"] > 0).to_numpy()).by("-worth")
    text = N_(
        "Worth most over all sheets is this aim: {objective}. It stands for customers"
        " {n_customers}, is about {amount} in sales, and is worth {worth} of margin if met as often"
        " as before."
    )
    bare = N_(
        "Worth most over all sheets is this aim: {objective}. It stands for customers"
        " {n_customers} and is about {amount}; what it is worth is not told, as costs or results of"
        " such aims are not known."
    )
    known = page.sheets_basis.first.is_known("margin_share")
    known &= page.reached_before.frame["n_measured"].sum() > 0
    return [say("worth", "info", text if known else bare, row) for row in rows.take(slice(1))]


def _first(page: Results) -> list[Finding]:
    """Say where money or a complaint comes before selling."""
    said = []
    rows = page.owed.where(is_first=True).by("-past_due")
    text = N_(
        "Collect before selling: most is past due at {customer_id}, {past_due} of {amount} due by"
        " the end of the planned month, the oldest for {oldest_days} days."
    )
    said += [say("collect", "watch", text, row) for row in rows.take(slice(1))]
    rows = page.complaining.where(is_first=True).by("-oldest_days")
    text = N_(
        "Settle before selling: a complaint of {customer_id} has been open for {oldest_days} days"
        " (open complaints there: {n_open}, claimed {claimed})."
    )
    bare = N_(
        "Settle before selling: a complaint of {customer_id} has been open for {oldest_days} days"
        " (open complaints there: {n_open})."
    )
    for row in rows.take(slice(1)):
        said.append(say("complaint", "watch", text if row["claimed"] else bare, row))
    return said


def _without(page: Results) -> list[Finding]:
    """Say which visits have no aim, and which aims were seldom reached."""
    basis, said = page.sheets_basis.first, []
    if basis["n_without"]:
        text = N_(
            "Visits for which the data show no aim: {n_without} of {n_visits}. Whoever goes states"
            " one first."
        )
        said.append(say("without", "watch", text, basis))
    for row in page.reached_before.where(reach="no").take(slice(1)):
        text = N_(
            "This aim was met in {reached} of the {n_measured} cases measured, so that it is out of"
            " reach as it is set: {objective}. Ask for less, or prepare it otherwise."
        )
        said.append(say("unreachable", "watch", text, row))
    if basis["n_untold"]:
        text = N_(
            "Aims whose reach cannot be told, as too few such visits were measured: {n_untold} of"
            " {n_aims}."
        )
        said.append(say("untold", "info", text, basis))
    return said


def tables(page: Results) -> list[TableView]:
    """Return a rep's week, the aims of the month, and what is behind them."""
    found = [page.week.table(), page.aims_asked.table(), page.reached_before.table(folded=True)]
    more = [page.owed, page.complaining, page.questions]
    found += [one.table(folded=True) for one in more if not one.is_empty]
    return [*found, page.sheets_basis.table(folded=True)]
