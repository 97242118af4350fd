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
from salesnb.pages.deals import trusted
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
    "in_part": N_("held on average alone"),
    "no_better": N_("no better than the plain share"),
    "apart": N_("did not hold"),
    "few": N_("too few deals to tell"),
}
BIN = {"ok": N_("within chance"), "off": N_("off beyond chance")}
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
        col.code(
            "better_lever", N_("Lever that went with more wins"), {**c.LEVERS, "": N_("none")}
        ),
        col.money("lever_gain", N_("Margin it would add, if the cause"), shown=COLUMN),
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
    key="within",
    order="-within",
    shows="within n_statements n_deals score gain apart apart_by_chance n_off verdict",
    nothing="",
    fields=(
        col.whole("within", N_("Months within which it was to come")),
        col.whole("ahead", N_("Months of the chances of this page")),
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
        col.whole("n_off", N_("Bins off beyond chance")),
        col.number("lean", N_("Leans to the extremes, in errors"), digits=3, shown="decimal"),
        col.share("lean_chance", N_("Chance of so much by luck"), shown="chance"),
        col.share("closing_apart", N_("Closing: stated and true apart")),
        col.code("verdict", N_("Verdict"), HELD),
    ),
)

RELIABILITY = Frame(
    title=N_("Chances of a win as stated earlier, and how often it came"),
    key="within low",
    order="within low",
    groups="within",
    rows=30,
    shows="within low high n_deals stated came_true came_low came_high verdict",
    nothing="",
    fields=(
        col.whole("within", N_("Months within which it was to come")),
        col.share("low", N_("Chance from")),
        col.share("high", N_("Chance to")),
        col.whole("n", N_("Statements")),
        c.N_DEALS,
        col.share("stated", N_("Stated on average")),
        col.share("came_true", N_("Came true")),
        col.share("came_low", N_("Came true: low, 95 %")),
        col.share("came_high", N_("Came true: high, 95 %")),
        col.code("verdict", N_("Verdict"), BIN),
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
    return [*trusted.found(page), *_first(page)]


def tables(page: Results) -> list[TableView]:
    """Return the deals worth most, and how earlier chances came true, folded."""
    forecast = page.deal_forecast.table(LIST)
    return [forecast, page.tested.table(folded=True), page.reliability.table(folded=True)]
