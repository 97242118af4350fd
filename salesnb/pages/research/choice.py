"""Whom to pursue, nurture or drop, and what is not known: frames, sentences, pictures."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Case, Decision, Finding, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c
from salesnb.plots import kinds

DRAWN = 12
SHOWN = "customer_id amount gap_amount win_chance worth more_hours lever play regret"
LEAVES = "customer_id customer_class amount effort_hours drop nurture regret"

TOTALS = Frame(
    title=N_("Customers and advice in all"),
    key="scope",
    fields=(
        col.SCOPE,
        col.whole("n_customers", N_("Customers")),
        col.whole("n_prospects", N_("Never bought")),
        col.whole("n_buying", N_("Bought in twelve months")),
        col.whole("n_share_known", N_("Our share is known")),
        col.whole("n_index", N_("Index is known")),
        col.number("easy", N_("Index that counts as replaced with ease"), digits=3, shown="factor"),
        col.whole("n_easy", N_("Replaced with ease")),
        col.money("amount_easy", N_("These buy a year")),
        col.whole("n_rivals_seen", N_("Rivals are known")),
        col.whole("n_valued", N_("Value in use is stated")),
        col.money("value_in_use", N_("Value in use a year")),
        col.whole("n_pursue", N_("Pursue")),
        col.whole("n_nurture", N_("Nurture")),
        col.whole("n_drop", N_("Drop")),
        col.whole("n_unjudged", N_("Not judged")),
        col.money("worth", N_("Worth of pursuing, a year")),
        col.money("amount_drop", N_("Dropped customers buy")),
        col.money("regret", N_("Expected regret in all")),
        col.number("hours", N_("Hours of twelve months"), digits=0),
        col.number("hours_asked", N_("Hours that the advice asks for"), digits=0),
        col.share("hours_growth", N_("More hours than today"), shown="growth"),
        col.money("hour_cost", N_("An hour costs")),
        col.money("hour_price", N_("An hour brings elsewhere")),
    ),
)
QUESTIONS = Frame(
    title=N_("Open questions"),
    key="customer_id question",
    order="-amount",
    shows="customer_id part amount question owner_id",
    rows=10,
    nothing=N_("No question is open."),
    fields=(
        c.CUSTOMER,
        c.PART_OF,
        c.AMOUNT,
        col.code("question", N_("Question"), c.QUESTION),
        c.OWNER,
        col.whole("place", N_("Of its open questions")),
    ),
)
QUESTION_COUNTS = Frame(
    title=N_("What we know of A customers and their substitutes"),
    key="question",
    order="question",
    nothing="",
    fields=(
        col.code("question", N_("Question"), c.QUESTION),
        col.whole("n_asked", N_("Customers asked about")),
        col.whole("n_known", N_("Known")),
        col.whole("n_open", N_("Not known yet")),
        col.money("amount_open", N_("These buy a year"), shown=COLUMN),
    ),
)
DECISIONS = (
    Decision(
        "advice",
        N_(
            "Agree the list of customers to pursue with each rep, and take the hours from those to"
            " drop."
        ),
        N_("head of sales"),
        "totals.worth",
        N_("of margin a year to be won"),
        lever="move_means",
    ),
    Decision(
        "open",
        N_("Put the open questions of the largest customers on the next visits."),
        N_("reps in charge"),
        "question_counts.amount_open",
        N_("a year bought by customers of which it is not known"),
        lever="secure",
    ),
)


def found(page: Results) -> list[Finding]:
    """Return the sentences of the section."""
    return [advice(page), *first(page), *regret(page), unanswered(page)]


def advice(page: Results) -> Finding:
    """Say how many to pursue, nurture and drop, and what that is worth."""
    text = N_("""With the hours of today it pays most to pursue {n_pursue} customers, to nurture
        {n_nurture} and to go to {n_drop} no more: pursuing is worth {worth} of margin a
        year, and an hour brings {hour_price} elsewhere (it costs {hour_cost}).""")
    more = N_("""With hours changed by {hours_growth} it pays most to pursue {n_pursue} customers,
        to nurture {n_nurture} and to go to {n_drop} no more: pursuing is worth {worth} of
        margin a year, and an hour brings {hour_price} elsewhere (it costs {hour_cost}).""")
    uncosted = N_("""With the hours of today it pays most to pursue {n_pursue} customers, to
        nurture {n_nurture} and to go to {n_drop} no more: pursuing is worth {worth} of
        margin a year. What an hour costs is not known.""")
    unknown = N_("""Whom to pursue cannot be told: lines with costs, what customers buy in all, and
        closed deals are needed.""")
    rows = page.totals
    judged = rows.keep(rows.frame["n_pursue"] > 0)
    costed = judged.known("hour_cost")
    other = costed.keep(costed.frame["hours_growth"] != 0)
    cases: list[Case] = [(other, "watch", more), (costed, "watch", text)]
    return say_first("advice", *cases, (judged, "watch", uncosted), otherwise=unknown)


def pursued(page: Results) -> Result:
    """Return the customers to pursue, most worth first."""
    return page.customer_research.where(advice="pursue").by("-worth customer_id")


def first(page: Results) -> list[Finding]:
    """Say the first customer to pursue, by what lever."""
    text = N_("""First comes {customer_id}: it buys {gap_amount} a year elsewhere, a deal there is
        won with a chance of {win_chance} ({chance_basis}), which is worth {worth} a year for
        {more_hours} more hours; the lever that wins most often with customers like it is
        {lever}.""")
    rows = pursued(page).known("worth gap_amount win_chance lever").take(slice(1))
    return [say("first", "info", text, row) for row in rows]


def regret(page: Results) -> list[Finding]:
    """Say what being wrong would cost in all."""
    text = N_("""If we knew each customer's purchases and chances exactly, we would leave {regret}
        more a year than by this advice: so much finding out is worth at the most.""")
    unjudged = N_("""{n_unjudged} customers and prospects are not judged: their margin, or hours
        spent on any customer, are not known.""")
    rows = page.totals
    some = rows.keep(rows.frame["regret"] > 0)
    other = rows.keep(rows.frame["n_unjudged"] > 0)
    said = [say("regret", "info", text, row) for row in some]
    advised = not page.customer_research.known("advice").is_empty
    return said + [say("unjudged", "info", unjudged, row) for row in other if advised]


def unanswered(page: Results) -> Finding:
    """Say which question is open for most money."""
    text = N_("""Most sales are with A customers and substitutes of which this is open:
        "{question}" ({n_open} of {n_asked} customers, who buy {amount_open} a year).""")
    unclassed = N_("""Nobody is classed. Of the largest customers and their substitutes most buy
        where this is open: "{question}" ({n_open} of {n_asked} customers, who buy {amount_open}
        a year).""")
    none = N_("No question is open of any A customer or substitute.")
    if not page.bench_totals.where(class_basis="largest").is_empty:
        text = unclassed
    rows = page.question_counts.by("-amount_open")
    most = rows.keep(rows.frame["n_open"] > 0)
    return say_first("open", (most, "watch", text), (rows, "good", none), otherwise=none)


def tables(page: Results) -> list[TableView]:
    """Return whom to pursue, and whom to go to no more."""
    dropped = page.customer_research.where(advice="drop").by("-amount customer_id")
    return [pursued(page).table(SHOWN, rows=DRAWN), dropped.table(LEAVES, rows=8)]


def asked(page: Results) -> list[TableView]:
    """Return how much is known, and the first open question of the largest customers."""
    return [page.question_counts.table(), page.questions.where(place=1).table(rows=8)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what pursuing is worth at the first customers."""
    return kinds.bars(pursued(page).take(slice(DRAWN)), "customer_id", "worth", ax=ax)
