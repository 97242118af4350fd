"""Do results come about as they should: who stands out, the rows, what may explain it."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Row
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

KIND = {
    "loading": N_("Orders moved to the month's end"),
    "stuffing": N_("Shelves filled beyond what is sold on"),
    "sandbagging": N_("Commitments below what can be expected"),
    "invented_visits": N_("Visits that cannot have been made"),
}
STATE = {
    "suspect": N_("stands out"),
    "explained": N_("explained by the tables"),
    "clear": N_("nothing beyond chance"),
    "not_judged": N_("not judged"),
}
EXPLANATION = {
    "month_end_offer": N_("an offer on those days"),
    "always_so": N_("a habit as old as the data"),
    "own_calendar": N_("customers who order by a calendar of their own"),
    "price_rise": N_("purchases ahead of a price rise"),
    "promotion": N_("purchases on promotion"),
    "season": N_("a stock for the season, as the year before"),
    "sales_not_reported": N_("sales that were not reported, as stocks did not rise"),
    "project": N_("a project that is not delivered yet"),
    "came_in_low": N_("months in which no more came in than was committed to"),
    "cautious": N_("caution, or months that went better than anybody could know"),
    "times_typed_in": N_("times typed in by the quarter of an hour"),
    "one_place": N_("customers in one building"),
    "clock": N_("a clock that runs wrong"),
}
REASON = {
    "no_data": N_("the tables are not exported"),
    "few_orders": N_("too few orders"),
    "too_short": N_("too short a history"),
    "no_report": N_("no report lately"),
    "little_sold": N_("too little sold on"),
    "few_months": N_("too few months"),
    "no_others": N_("too few others to compare with"),
    "no_times": N_("no times stated"),
    "few_visits": N_("too few visits"),
}
ROW_KIND = {
    "order_day": N_("orders of a day"),
    "month": N_("month"),
    "visit": N_("visit"),
}
MARK = {
    "overlap": N_("overlaps another"),
    "too_fast": N_("no time to get there"),
    "twice": N_("reported twice"),
    "absent": N_("on a day off"),
    "elsewhere": N_("checked in elsewhere"),
}
KINDS = col.code("kind", N_("Behaviour"), KIND)
ACTOR_KIND = col.code("actor_kind", N_("Who"), {"rep": N_("rep"), "customer": N_("customer")})
SAID = 3
SEEN = col.number("least_seen", N_("Smallest excess that would be seen"), digits=6)
CHANCES = (
    col.number("p_value", N_("Chance level"), digits=8, shown="decimal"),
    col.number("q_value", N_("Chance level over all"), digits=8, shown="decimal"),
    col.number("q_left", N_("The same, explained part out"), digits=8, shown="decimal"),
)

BEHAVIOUR_FLAGS = Frame(
    title=N_("Who stands out"),
    key="kind actor_kind actor_id",
    order="kind state -amount",
    shows="kind actor_id state since amount n_found n_looked_at q_left explanation",
    nothing=N_("Nobody stands out, of those that could be judged."),
    fields=(
        KINDS,
        ACTOR_KIND,
        col.member("actor_id", N_("Name"), within="actor_kind"),
        col.code("state", N_("State"), STATE),
        col.code("explanation", N_("What may explain it"), EXPLANATION),
        col.month("since", N_("Since")),
        col.whole("n_months", N_("Months")),
        col.number("observed", N_("Found"), digits=6, shown="decimal"),
        col.number("expected", N_("Expected"), digits=6, shown="decimal"),
        col.number("excess", N_("Beyond expected"), digits=6, shown="decimal"),
        col.money("amount", N_("In money"), shown=COLUMN),
        col.whole("n_found", N_("Rows found")),
        col.whole("n_looked_at", N_("Of rows looked at")),
        col.number("p_left", N_("Chance level, explained part out"), digits=8, shown="decimal"),
        *CHANCES,
        SEEN,
    ),
)

BEHAVIOUR_ROWS = Frame(
    title=N_("The rows behind each flag"),
    key="kind actor_id place",
    shows="kind actor_id row_kind month day customer_id observed expected mark",
    nothing="",
    fields=(
        KINDS,
        col.text("actor_id", N_("Name")),
        col.whole("place", N_("Place")),
        col.code("row_kind", N_("Kind of row"), ROW_KIND),
        col.MONTH,
        col.day("day", N_("Day")),
        col.ident("customer_id", N_("Customer"), of="customers"),
        col.text("reference_id", N_("Visit")),
        col.text("other_id", N_("Clashes with")),
        col.number("observed", N_("Found"), digits=6, shown="number"),
        col.number("expected", N_("Expected"), digits=6, shown="number"),
        col.money("amount", N_("In money"), shown=COLUMN),
        col.code("mark", N_("What speaks against it"), MARK),
    ),
)

BEHAVIOUR_JUDGED = Frame(
    title=N_("How many were looked at"),
    key="kind",
    shows="kind n_actors n_judged n_suspects n_explained n_not_judged n_false least_seen",
    fields=(
        KINDS,
        col.whole("n_actors", N_("Looked at")),
        col.whole("n_judged", N_("Judged")),
        col.whole("n_suspects", N_("Stand out")),
        col.whole("n_explained", N_("Explained by the tables")),
        col.whole("n_not_judged", N_("Not judged")),
        col.number("n_false", N_("Of these by chance, expected at most"), digits=3, shown="tenths"),
        col.share("rate", N_("False-discovery rate")),
        col.number("least_seen", N_("Smallest excess seen, middle one"), digits=6, shown="decimal"),
    ),
)

BEHAVIOUR_ACTORS = Frame(
    title=N_("Everybody who was looked at"),
    key="kind actor_kind actor_id",
    order="kind state actor_id",
    nothing="",
    fields=(
        KINDS,
        ACTOR_KIND,
        col.member("actor_id", N_("Name"), within="actor_kind"),
        col.code("state", N_("State"), STATE),
        col.code("reason", N_("Reason"), REASON),
        col.number("excess", N_("Beyond expected"), digits=6, shown="decimal"),
        col.whole("n_found", N_("Rows found")),
        col.whole("n_looked_at", N_("Of rows looked at")),
        *CHANCES,
        SEEN,
    ),
)

BEHAVIOUR_UNJUDGED = Frame(
    title=N_("Who could not be judged, and why"),
    key="kind reason",
    nothing="",
    fields=(
        KINDS,
        col.code("reason", N_("Reason"), REASON),
        col.whole("n_actors", N_("Who")),
    ),
)

DECISIONS = (
    Decision(
        "suspect_loading suspect_stuffing suspect_sandbagging suspect_invented_visits",
        N_("Ask in private first, with the rows at hand and the innocent explanation in mind."),
        N_("head of sales"),
        "behaviour_flags.amount",
        N_("in the rows"),
        lever="find_out",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say who stands out most, else how many were looked at."""
    rows = page.behaviour_flags.where(state="suspect").by("-amount")
    return [_flag(rows.first)] if not rows.is_empty else _counted(page)[:1]


def found(page: Results) -> list[Finding]:
    """Say per kind how many were judged and who stands out, then what the tables explain."""
    said = _counted(page)
    for kind in KIND:
        rows = page.behaviour_flags.where(kind=kind, state="suspect")
        said += [_flag(row) for row in rows.take(slice(SAID))]
    explained = page.behaviour_flags.where(state="explained").by("-amount")
    text = N_("{kind}: {actor_id} would stand out, but the tables explain it: {explanation}.")
    said += [say("explained", "info", text, row) for row in explained.take(slice(SAID))]
    return [*said, *_unjudged(page)]


def _counted(page: Results) -> list[Finding]:
    """Say of each kind that could be looked at how many were judged, and how many stand out."""
    text = N_("{kind}: judged {n_judged}, nobody stands out.")
    some = N_(
        "{kind}: judged {n_judged}, stand out {n_suspects}; of these by chance alone at most"
        " {n_false}."
    )
    rows = page.behaviour_judged
    return [
        say(f"judged_{row['kind']}", "info", some if row["n_suspects"] else text, row)
        for row in rows.keep((rows.frame["n_judged"] > 0).to_numpy())
    ]


def _flag(row: Row) -> Finding:
    return say(f"suspect_{row['kind']}", "act", _FLAGS[f"suspect_{row['kind']}"], row)


_FLAGS = {
    "suspect_loading": N_(
        "{actor_id} places more orders at the month's end than others since {since}: {n_found} of"
        " {n_looked_at}, about {amount} moved. What may explain it: {explanation}."
    ),
    "suspect_stuffing": N_(
        "{actor_id} was sold more than it sells on since {since}: {amount} lies on its shelves"
        " beyond what is usual. What may explain it: {explanation}."
    ),
    "suspect_sandbagging": N_(
        "{actor_id} commits to less than can be expected of the customers since {since}: {amount}"
        " came in beyond the commitments. What may explain it: {explanation}."
    ),
    "suspect_invented_visits": N_(
        "{actor_id} reports visits that cannot have been made since {since}: {n_found} of"
        " {n_looked_at}; their hours cost {amount}. What may explain it: {explanation}."
    ),
}


def _unjudged(page: Results) -> list[Finding]:
    text = N_("{kind}: not judged, as {reason}.")
    rows = page.behaviour_unjudged.where(reason="no_data")
    return [say(f"unjudged_{row['kind']}", "info", text, row) for row in rows]
