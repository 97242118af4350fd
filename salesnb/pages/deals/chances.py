"""How likely each deal is won, whether such statements held, and what each is worth."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.deals import columns as c
from salesnb.pages.deals.persistence import ADVICE

SLIP = {
    "passed": N_("expected day passed"),
    "moved": N_("put off in the month"),
    "": N_("as expected"),
}
BASIS = {
    "own": N_("as stated of the deal"),
    "deals": N_("share of deals that state one"),
    "sales": N_("share of sales"),
    "none": N_("not known"),
}
HELD = {
    "holds": N_("held"),
    "no_better": N_("no better than the plain share"),
    "apart": N_("did not hold"),
    "few": N_("too few deals to tell"),
}
LIST = "opportunity_id customer_id rep_id stage amount win_chance closes_in worth most_hours"

DEAL_FORECAST = Frame(
    title=N_("Open deals: chance, worth and effort"),
    key="opportunity_id",
    order="-expected_margin -weighted",
    shows=LIST,
    rows=15,
    fields=(
        c.DEAL,
        c.CUSTOMER,
        col.ident("lead_id", N_("Lead"), of="leads"),
        c.REP,
        col.REGION,
        col.PRODUCT_GROUP,
        col.code("stage", N_("Stage"), c.STAGE),
        c.AMOUNT,
        col.kpi("weighted", "weighted_pipeline", label=N_("Amount by its chance")),
        col.share("win_chance", N_("Chance of winning")),
        col.share("won_quarter", N_("Chance of a win within the quarter")),
        col.number("months_left", N_("Months until it closes"), digits=3, shown="tenths"),
        col.month("closes_in", N_("Likelier closed than not by")),
        col.day("created_on", N_("Created on")),
        col.day("expected_close_on", N_("Expected to close on")),
        col.number("months_open", N_("Months open"), digits=3, shown="tenths"),
        col.whole("n_touches", N_("Touches so far")),
        col.code("slip", N_("Slipped"), SLIP),
        col.whole("n_slips", N_("Times put off")),
        col.money("margin", N_("Margin if won"), shown=COLUMN),
        col.code("margin_basis", N_("Margin rests on"), BASIS),
        col.money("expected_margin", N_("Expected margin"), shown=COLUMN),
        col.number("hours_so_far", N_("Hours so far"), digits=2, shown="tenths"),
        col.number("hours_ahead", N_("Hours ahead"), digits=2, shown="tenths"),
        col.money("hour_cost", N_("Cost of an hour")),
        col.money("effort", N_("Effort ahead"), shown=COLUMN),
        col.money("worth", N_("Worth: expected margin less effort"), shown=COLUMN),
        col.number("most_hours", N_("Hours at most"), digits=2, shown="hours"),
        c.LEVER,
        col.code("advice", N_("Advice"), ADVICE),
        col.code("better_lever", N_("Lever known to help"), {**c.LEVERS, "": N_("none")}),
        col.money("lever_gain", N_("Margin it would add"), shown=COLUMN),
        col.money("too_early", N_("Forgone if stopped now"), shown=COLUMN),
        col.money("too_late", N_("Spent in vain if gone on with"), shown=COLUMN),
        col.code("step", N_("Next step is"), c.STEP),
        col.text("next_step", N_("Next step")),
        col.day("next_step_on", N_("Next step on")),
        col.text("next_play", N_("Play of its stage")),
        col.text("next_play_zh", N_("The play in Chinese")),
    ),
    nothing=N_("No deal is open at the month's end."),
)

TESTED = Frame(
    title=N_("Earlier statements held against what came"),
    key="scope",
    shows="within n_statements n_deals score base_score gain apart apart_by_chance verdict",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("within", N_("Months within which it was to come")),
        col.whole("n_statements", N_("Statements")),
        c.N_DEALS,
        col.whole("n_months", N_("Months")),
        col.day("first_on", N_("From")),
        col.day("last_on", N_("To")),
        col.number("base_score", N_("Score of the plain share"), digits=6, shown="decimal"),
        col.number("score", N_("Score (Brier)"), digits=6, shown="decimal"),
        col.share("gain", N_("Better by"), shown="growth"),
        col.share("gain_error", N_("Standard error of it")),
        col.share("apart", N_("Stated and true apart")),
        col.share("apart_by_chance", N_("Apart by chance alone")),
        col.share("closing_apart", N_("Closing: stated and true apart")),
        col.code("verdict", N_("Verdict"), HELD),
    ),
)

RELIABILITY = Frame(
    title=N_("Chances of a win as stated earlier, and how often it came"),
    key="low",
    order="low",
    nothing="",
    fields=(
        col.share("low", N_("Chance from")),
        col.share("high", N_("Chance to")),
        col.whole("n", N_("Statements")),
        col.share("stated", N_("Stated on average")),
        col.share("came_true", N_("Came true")),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say which deal is worth most."""
    return _first(page)


def _first(page: Results) -> list[Finding]:
    margins = page.deal_forecast.known("expected_margin").by("-expected_margin")
    if margins.is_empty:
        return _most(page)
    worths = page.deal_forecast.known("worth most_hours").by("-worth")
    worths = worths.keep((worths.frame["worth"] > 0).to_numpy())
    full = N_(
        "Worth most is {opportunity_id} ({customer_id}, {rep_id}) of {amount:money}: won with a"
        " chance of {win_chance}, it leaves {worth:money} after the effort ahead; more than"
        " {most_hours} hours on it would not pay."
    )
    bare = N_(
        "Most margin is expected of {opportunity_id} ({customer_id}, {rep_id}) of {amount:money}:"
        " won with a chance of {win_chance}, it brings {expected_margin:money} on average."
    )
    if worths.is_empty:
        return [say("worth", "info", bare, margins.first)]
    return [say("worth", "info", full, worths.first)]


def _most(page: Results) -> list[Finding]:
    """Say of which deal most is expected where no margin is known."""
    rows = page.deal_forecast.known("weighted").by("-weighted")
    text = N_(
        "Most is expected of {opportunity_id} ({customer_id}, {rep_id}): {amount:money}, won with a"
        " chance of {win_chance}. Margins are not known, so no deal's worth is."
    )
    return [] if rows.is_empty else [say("most", "info", text, rows.first)]


def found(page: Results) -> list[Finding]:
    """Say whether chances held, and which deals are worth most."""
    return [*_held(page), *_first(page)]


def _held(page: Results) -> list[Finding]:
    if page.tested.is_empty:
        text = N_(
            "Whether stated chances come true cannot be told yet: it takes deals closed over most"
            " of a year."
        )
        return [say("held", "info", text)] if len(page.deal_forecast.frame) else []
    row = page.tested.first
    texts = {
        "holds": N_(
            "Chances of a win within {within} months, stated in {n_months} earlier months, held:"
            " over {n_deals} deals stated and true lie {apart} apart on average (chance alone: up"
            " to {apart_by_chance}), and they tell deals apart better than the plain share by"
            " {gain:share}."
        ),
        "apart": N_(
            "Chances of a win within {within} months, stated in {n_months} earlier months, did not"
            " hold: stated and true lie {apart} apart on average over {n_deals} deals, more than"
            " the {apart_by_chance} of chance. Read them as an order, not as chances."
        ),
        "no_better": N_(
            "Over {n_deals} deals of {n_months} months chances did no better than the plain share"
            " of deals won ({gain}): what is known of deals does not tell them apart."
        ),
        "few": N_("Deals that can be held against earlier statements: {n_deals}; too few to tell."),
    }
    status = {"holds": "good", "apart": "watch", "no_better": "watch", "few": "info"}
    return [say("held", status[row["verdict"]], texts[row["verdict"]], row)]  # type: ignore[arg-type]


def tables(page: Results) -> list[TableView]:
    """Return the deals worth most, and how often stated chances came true, folded."""
    return [page.deal_forecast.table(LIST), page.reliability.table(folded=True)]
