"""What authorities and associations need: the log, the calendar of tenders, how tenders end."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.groundwork import columns as c

STATE = {
    "unworked": N_("nobody works on it"),
    "worked": N_("a deal is open"),
    "ended": N_("its deal is closed, the result not noted"),
}
SEEN = {
    "overdue": N_("has needs, not seen for half a year"),
    "unseen": N_("never seen"),
    "not_kept": N_("visits are not exported"),
    "seen": N_("seen"),
}
STAGE = {
    "prospecting": N_("prospecting"),
    "qualified": N_("qualified"),
    "proposal": N_("proposal"),
    "negotiation": N_("negotiation"),
    "won": N_("won"),
    "lost": N_("lost"),
    "unknown": N_("not known"),
    "": N_("none"),
}
DIMENSION = {
    **c.TOTAL,
    "region": N_("region"),
    "product_group": N_("product group"),
}
VERDICT = {
    "more": N_("won more often than elsewhere"),
    "less": N_("won less often than elsewhere"),
    "alike": N_("not beyond chance"),
    "": N_("not compared"),
}
SAID = 3

TENDERS = Frame(
    title=N_("Tenders that are decided in the next months"),
    key="need_id",
    order="decides_on -amount",
    shows="decides_on organisation region_id product_group amount state rep_id stage",
    nothing=N_("No tender is known that is decided in these months."),
    fields=(
        col.key("need_id", N_("Need")),
        col.text("organisation", N_("Organisation")),
        c.KINDS,
        col.REGION,
        col.PRODUCT_GROUP,
        col.day("noted_on", N_("Noted on")),
        col.day("decides_on", N_("Decides on")),
        col.whole("days_left", N_("Days left")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.ident("opportunity_id", N_("Deal"), of="opportunities"),
        col.ident("rep_id", N_("Rep"), of="reps"),
        col.code("stage", N_("Stage of the deal"), STAGE),
        col.code("state", N_("State"), STATE),
    ),
)
WISHES = Frame(
    title=N_("The log of open needs, tenders apart"),
    key="need_id",
    order="decides_on -amount",
    shows="noted_on organisation region_id product_group decides_on amount state description",
    nothing="",
    fields=(
        col.key("need_id", N_("Need")),
        col.text("organisation", N_("Organisation")),
        c.KINDS,
        col.REGION,
        col.PRODUCT_GROUP,
        col.day("noted_on", N_("Noted on")),
        col.day("decides_on", N_("Decides on")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.code("state", N_("State"), STATE),
        col.text("description", N_("Description")),
    ),
)
RESULTS = Frame(
    title=N_("How tenders of three years ended"),
    key="dimension node",
    order="dimension -n_decided",
    groups="dimension",
    rows=24,
    shows="dimension node n_decided n_no_offer won_share won_low won_high won_rest verdict",
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), DIMENSION),
        col.member("node", N_("Node"), within="dimension", words=c.TOTAL),
        col.whole("n_decided", N_("Decided")),
        col.whole("n_won", N_("Won")),
        col.whole("n_lost", N_("Lost")),
        col.whole("n_no_offer", N_("No offer made")),
        col.money("amount_no_offer", N_("Amount without an offer"), shown=COLUMN),
        col.share("won_share", N_("Won of the offers")),
        col.share("won_low", N_("Won, low")),
        col.share("won_high", N_("Won, high")),
        col.share("won_rest", N_("Won elsewhere")),
        col.code("verdict", N_("Verdict"), VERDICT),
        col.share("offered_share", N_("Offers of the tenders")),
        col.share("offered_low", N_("Offers, low")),
        col.share("offered_high", N_("Offers, high")),
    ),
)
NEEDS = Frame(
    title=N_("The log of needs"),
    key="scope",
    shows="n_needs n_open n_ahead amount_ahead n_unworked amount_unworked unworked_won n_late",
    fields=(
        col.SCOPE,
        col.whole("n_needs", N_("Needs noted")),
        col.whole("n_open", N_("Open")),
        col.whole("n_ahead", N_("Tenders ahead")),
        col.money("amount_ahead", N_("Amount of them"), shown=COLUMN),
        col.whole("n_unworked", N_("Nobody works on")),
        col.money("amount_unworked", N_("Amount of those"), shown=COLUMN),
        col.money("unworked_won", N_("Expected, were offers made"), shown=COLUMN),
        col.day("first_on", N_("First decides on")),
        col.whole("n_late", N_("Tenders decided, result not noted")),
        col.whole("n_later", N_("Decided later")),
        col.whole("n_no_day", N_("Without a day of decision")),
        col.whole("n_unlinked", N_("Won or lost without a deal")),
        col.whole("last_months", N_("Months ahead")),
    ),
)
SIGNALS = Frame(
    title=N_("What authorities and associations wish for, tenders apart"),
    key="product_group",
    order="-amount",
    nothing="",
    fields=(
        col.PRODUCT_GROUP,
        col.whole("n_needs", N_("Open needs")),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.whole("n_organisations", N_("Organisations")),
        col.day("newest_on", N_("Newest")),
    ),
)
BODIES = Frame(
    title=N_("Register of authorities and associations"),
    key="organisation_id",
    order="state -amount",
    shows="organisation_id kind region_id n_members n_needs amount n_ahead touched_on state",
    nothing="",
    fields=(
        col.ident("organisation_id", N_("Organisation"), of="organisations"),
        c.KINDS,
        col.REGION,
        col.whole("n_members", N_("Members")),
        col.whole("n_needs", N_("Needs of twelve months")),
        col.money("amount", N_("Amount of them"), shown=COLUMN),
        col.whole("n_ahead", N_("Needs decided in the months ahead")),
        col.day("touched_on", N_("Last seen")),
        col.number("months_since", N_("Months since"), digits=2, shown="tenths"),
        col.whole("n_touches", N_("Touches in twelve months")),
        col.code("state", N_("State"), SEEN),
    ),
)
DECISIONS = (
    Decision(
        "tenders",
        N_(
            "Decide for each tender on which nobody works: make an offer by its day, or say why"
            " not."
        ),
        N_("head of sales"),
        "needs.amount_unworked",
        N_("of tenders on which nobody works"),
        lever="close_gap",
        asks="manager",
    ),
    Decision(
        "bodies_overdue",
        N_("See the organisation before its next decision; note what it needs."),
        N_("head of sales"),
        "bodies.amount",
        N_("of needs noted there in twelve months"),
        lever="find_out",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which tenders nobody works on."""
    return found(page)[:1]


def found(page: Results) -> list[Finding]:
    """Say what is decided ahead and by whom nobody works on it, how tenders end, who is overdue."""
    row = page.needs.first
    if not row["n_needs"]:
        text = N_(
            "What authorities and associations need is not known: the table needs (organisation,"
            " kind, noted on, decides on, amount, result) would tell."
        )
        return [say("no_needs", "info", text)]
    return [*_ahead(page), *_ended(page), *_lost(page), *_overdue(page), *_late(page)]


def _ahead(page: Results) -> list[Finding]:
    row = page.needs.first
    if not row["n_ahead"]:
        text = N_(
            "No tender is known that is decided in the months ahead ({last_months}); needs open in"
            " all: {n_open}."
        )
        return [say("no_tenders", "info", text, row)]
    if not row["n_unworked"]:
        text = N_(
            "Tenders decided in the months ahead ({last_months}): {n_ahead}, over {amount_ahead};"
            " somebody works on each of them."
        )
        return [say("tenders_worked", "good", text, row)]
    tenders = page.tenders
    idle = tenders.keep(tenders.frame["state"].ne("worked").to_numpy()).by("-amount").first
    text = N_(
        "Nobody works on {n_unworked} of {n_ahead} tenders of the next {last_months} months:"
        " {amount_unworked}. The first is decided on {first_on}; the largest is that of"
        " {big.organisation}, {big.product_group}, {big.amount}, decided on {big.decides_on}."
    )
    single = N_(
        "Nobody works on the tender of {big.organisation} over {amount_unworked}"
        " ({big.product_group}), which is decided on {first_on}."
    )
    more = N_(
        "Were offers made on them at the usual rate, {unworked_won} could be expected of the"
        " {amount_unworked}; some are too near to be made ready."
    )
    alone = row["n_unworked"] == 1
    said = [say("tenders", "act", single if alone else text, row, big=idle)]
    return said + ([say("tenders_won", "info", more, row)] if row.is_known("unworked_won") else [])


def _ended(page: Results) -> list[Finding]:
    rows = page.results.where(dimension="total")
    text = N_(
        "Tenders decided in three years: {n_decided}. We made an offer on {offered_share}"
        " ({offered_low} to {offered_high}) and won {won_share} of the offers ({won_low} to"
        " {won_high}); those without an offer were worth {amount_no_offer}."
    )
    none = N_("Tenders decided in three years: {n_decided}. We made an offer on none.")
    return [say("rates", "info", text if row.is_known("won_share") else none, row) for row in rows]


def _lost(page: Results) -> list[Finding]:
    """Say where offers are won less often than in all other nodes together, beyond chance."""
    rows = page.results.where(verdict="less").by("-n_decided")
    text = N_(
        "In {node} ({dimension}) fewer offers are won than elsewhere: {won_share} ({won_low} to"
        " {won_high}), elsewhere {won_rest}; beyond chance, with all regions and product groups"
        " compared."
    )
    return [say("rate_low", "watch", text, row) for row in rows.take(slice(SAID))]


def _overdue(page: Results) -> list[Finding]:
    text = N_(
        "{organisation_id} was last seen on {touched_on}, {months_since} months ago. Needs noted"
        " there in twelve months: {n_needs} ({amount}); decided in the months ahead: {n_ahead}."
    )
    never = N_(
        "{organisation_id} was never seen. Needs noted there in twelve months: {n_needs}"
        " ({amount}); decided in the months ahead: {n_ahead}."
    )
    rows = page.bodies.where(state="overdue").by("-amount")
    return [
        say("bodies_overdue", "watch", text if row.is_known("months_since") else never, row)
        for row in rows.take(slice(SAID))
    ]


def _late(page: Results) -> list[Finding]:
    row = page.needs.first
    said = []
    if row["n_late"]:
        text = N_(
            "Tenders whose day has passed without a result noted: {n_late}; they count in no rate."
        )
        said.append(say("late_results", "info", text, row))
    if row["n_no_day"]:
        text = N_("Open needs without a day of decision: {n_no_day}; they stand in no calendar.")
        said.append(say("no_day", "watch", text, row))
    return said


def tables(page: Results) -> list[Result]:
    """Return the calendar of tenders, and how tenders ended."""
    return [page.tenders, page.results]
