"""What customers earn with us, how engaged they are, what rebates do: frames and sentences."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c
from salesnb.pages.research.retention_frames import YEAR_AMOUNT
from salesnb.plots import kinds

TELLS = 0.03  # of customers, more of whom stay with a high index than with a low one
OUTLOOK = {
    "grows": N_("grows"),
    "shrinks": N_("shrinks"),
    "unclear": N_("not told from chance"),
    "short": N_("history too short to tell"),
}
BASIS = {"sold_on": N_("what it sold on"), "bought": N_("what it bought")}
LEVEL = {
    "low": N_("low"),
    "middle": N_("middle"),
    "high": N_("high"),
    "unknown": N_("too little known"),
}
STEP = {
    "in_reach": N_("in reach"),
    "far": N_("far"),
    "top": N_("highest threshold reached"),
}
PER = {"month": N_("month"), "quarter": N_("quarter"), "year": N_("year")}

ENTHUSIASM = Frame(
    title=N_("What customers earn with our lines, and how engaged they are"),
    key="customer_id",
    order="engagement -year_amount",
    shows="customer_id engagement engagement_low engagement_high profit profit_share growth outlook"
    " year_amount",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.number("resale_price_index", N_("Resale price, our list is 100"), digits=1),
        col.money("revenue", N_("Charges for our lines a year"), shown=COLUMN),
        col.money("paid", N_("Paid us for them"), shown=COLUMN),
        col.money("rebate", N_("Rebate"), shown=COLUMN),
        col.money("profit", N_("Earns with our lines a year"), shown=COLUMN),
        col.share("profit_share", N_("Earns, of what it charges")),
        col.share("listed_share", N_("Purchases with a list price")),
        col.money("stock_amount", N_("Stock of our lines"), shown=COLUMN),
        col.share("stock_return", N_("Earns, of its stock")),
        col.code("outlook", N_("Outlook"), OUTLOOK),
        col.code("outlook_basis", N_("Outlook from"), BASIS),
        col.kpi("growth", "growth"),
        col.share("growth_low", N_("Range of 95 %: low"), shown="growth"),
        col.share("growth_high", N_("Range of 95 %: high"), shown="growth"),
        col.number("sureness", N_("Change over half of its range"), digits=3, shown="decimal"),
        col.number("engagement", N_("Engagement index"), digits=1, shown="integer"),
        col.number("engagement_low", N_("At least"), digits=1, shown="integer"),
        col.number("engagement_high", N_("At most"), digits=1, shown="integer"),
        col.whole("n_parts", N_("Parts known")),
        col.number("rhythm_part", N_("Part: rhythm"), digits=3, shown="decimal"),
        col.number("growth_part", N_("Part: growth"), digits=3, shown="decimal"),
        col.number("breadth_part", N_("Part: breadth"), digits=3, shown="decimal"),
        col.number("profit_part", N_("Part: own profit"), digits=3, shown="decimal"),
        col.number("reports_part", N_("Part: sell-out reported"), digits=3, shown="decimal"),
        col.number("complaints_part", N_("Part: complaints"), digits=3, shown="decimal"),
        col.code("level", N_("Engagement is"), LEVEL),
        YEAR_AMOUNT,
    ),
)

REBATE_STEPS = Frame(
    title=N_("What the next rebate threshold would bring the customer, and leave us"),
    key="customer_id per",
    order="state -net",
    shows="customer_id expected threshold missing rebate_expected rebate_next gain net state",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.code("per", N_("Counted per"), PER),
        col.month("period_start", N_("Period from")),
        col.month("period_end", N_("Period to")),
        col.money("bought", N_("Bought in the period so far"), shown=COLUMN),
        col.money("expected", N_("Expected by its end"), shown=COLUMN),
        col.share("share_now", N_("Rebate reached")),
        col.money("rebate_now", N_("Rebate so far"), shown="money_full"),
        col.money("rebate_expected", N_("Rebate it is heading for"), shown="money_full"),
        col.money("threshold", N_("Next threshold"), shown=COLUMN),
        col.share("share_next", N_("Rebate there")),
        col.money("missing", N_("Missing to it"), shown=COLUMN),
        col.money("rebate_next", N_("Rebate at the threshold"), shown="money_full"),
        col.money("gain", N_("Brings the customer"), shown="money_full"),
        col.money("extra_margin", N_("Our margin on what is missing"), shown="money_full"),
        col.money("net", N_("Left for us"), shown="change_full"),
        col.code("state", N_("State"), STEP),
    ),
)

ENTHUSIASM_THIRDS = Frame(
    title=N_("What became of customers, by their engagement a year ago"),
    key="third",
    nothing="",
    fields=(
        col.code("third", N_("Engagement a year ago"), LEVEL),
        col.whole("n", N_("Customers")),
        col.number("engagement", N_("Engagement index"), digits=1, shown="integer"),
        col.money("before", N_("Purchases of the year before"), shown=COLUMN),
        col.money("since", N_("Purchases since"), shown=COLUMN),
        col.kpi("growth", "growth"),
        col.share("stayed_share", N_("Still bought in the last six months")),
    ),
)

ENTHUSIASM_BASIS = Frame(
    title=N_("Enthusiasm in all"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_customers", N_("Customers who bought within a year")),
        col.whole("n_known", N_("With an index")),
        col.whole("n_low", N_("Engagement low")),
        col.money("low_amount", N_("Bought in their last year"), shown=COLUMN),
        col.whole("n_earning", N_("Own profit known")),
        col.whole("n_losing", N_("Lose with our lines")),
        col.money("profit", N_("Earn with our lines a year")),
        col.money("revenue", N_("Charge for our lines a year")),
        col.share("profit_share", N_("Earn, of what they charge")),
        col.whole("n_grow", N_("Growing")),
        col.whole("n_shrink", N_("Shrinking")),
        col.whole("n_unclear", N_("Not told from chance")),
        col.share("width", N_("Change of a year that half of them would hide")),
        col.whole("n_terms", N_("With rebate terms")),
        col.money("rebate_expected", N_("Rebates heading for")),
        col.whole("n_in_reach", N_("Near a threshold")),
        col.whole("n_worth", N_("Of these, worth it for us")),
        col.money("reach_gain", N_("Would bring them")),
        col.money("reach_missing", N_("Purchases it takes")),
        col.money("reach_net", N_("Left for us")),
        col.money("worth_net", N_("Left for us, where it is worth it")),
    ),
)

DECISIONS = (
    Decision(
        "rebate_offer",
        N_("Show these customers what their next rebate threshold brings them."),
        N_("their reps"),
        "enthusiasm_basis.worth_net",
        N_("margin left for us after the rebate"),
        lever="close_gap",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how engaged customers are, what they earn with us, where rebates lead."""
    if page.enthusiasm_basis.is_empty:
        text = N_("How engaged customers are cannot be told: no purchases are known.")
        return [say("engaged", "info", text)]
    return [*_engaged(page), *_since(page), *_earn(page), *_outlook(page), *_rebates(page)]


def answer(page: Results) -> list[Finding]:
    """Say how many are hardly engaged."""
    return [] if page.enthusiasm_basis.is_empty else _engaged(page)[:1]


def _engaged(page: Results) -> list[Finding]:
    row = page.enthusiasm_basis.first
    if not row["n_known"]:
        text = N_("Too little is known of any customer for an index of engagement.")
        return [say("engaged", "info", text)]
    text = N_(
        "Of {n_known} customers whose engagement is known {n_low} are low (below a third of the"
        " scale); they bought {low_amount} in their last year."
    )
    return [say("engaged", "watch" if row["n_low"] else "good", text, row)]


def _since(page: Results) -> list[Finding]:
    """Say what became of those with a low index a year ago, whichever way it fell."""
    thirds = page.enthusiasm_thirds
    if thirds.is_empty:
        text = N_(
            "Whether engagement tells what becomes of a customer cannot be checked: that takes"
            " three years of history and thirty customers."
        )
        return [say("engaged_since", "info", text)]
    low, high = (thirds.row(third=one) for one in ("low", "high"))
    tells = N_(
        "The third least engaged a year ago: {stayed_share} still buy, and purchases changed by"
        " {growth}; the third most engaged: {high.stayed_share} and {high.growth}. The index tells"
        " who stays, not who grows."
    )
    nothing = N_(
        "The third least engaged a year ago: {stayed_share} still buy, and purchases changed by"
        " {growth}; the third most engaged: {high.stayed_share} and {high.growth}. Here the index"
        " does not tell who stays."
    )
    is_told = high["stayed_share"] - low["stayed_share"] > TELLS
    status: Status = "good" if is_told else "watch"
    return [say("engaged_since", status, tells if is_told else nothing, low, high=high)]


def _earn(page: Results) -> list[Finding]:
    row = page.enthusiasm_basis.first
    if not row["n_earning"]:
        return []
    text = N_(
        "Customers whose resale prices are known ({n_earning}) earn {profit} a year with our lines,"
        " {profit_share} of what they charge, before their own costs; losing by it: {n_losing}."
    )
    said = [say("earn", "watch" if row["n_losing"] else "info", text, row)]
    least = page.enthusiasm.known("profit_share").by("profit_share").take(slice(1))
    text = N_(
        "{customer_id} earns least for what it charges: {profit} ({profit_share}) at a resale price"
        " of {resale_price_index} where our list is 100."
    )
    return said + [say("earns_least", "info", text, one) for one in least if row["n_earning"] > 1]


def _outlook(page: Results) -> list[Finding]:
    row = page.enthusiasm_basis.first
    if not row["n_grow"] + row["n_shrink"] + row["n_unclear"]:
        return []
    text = N_(
        "Outlook by customer: purchases or sell-out grow beyond what chance does at {n_grow} and"
        " shrink at {n_shrink}; at {n_unclear} the months scatter too much to tell (for half of all"
        " customers a change of {width} or less would not show)."
    )
    return [say("outlook", "info", text, row)]


def _rebates(page: Results) -> list[Finding]:
    row = page.enthusiasm_basis.first
    if not row["n_terms"]:
        return []
    text = N_(
        "Rebates of the periods under way are heading for {rebate_expected}. Near their next"
        " threshold: {n_in_reach} of {n_terms} customers with terms; reaching it takes"
        " {reach_missing} more purchases, brings them {reach_gain} and leaves us {reach_net}."
    )
    none = N_(
        "Rebates of the periods under way are heading for {rebate_expected}; no customer is near"
        " its next threshold."
    )
    if not row["n_in_reach"]:
        return [say("rebates", "info", none, row)]
    best = page.rebate_steps.where(state="in_reach").known("net").by("-net")
    best = best.keep(best.frame["net"] > 0).take(slice(1))
    more = N_(
        "Most would be left for us at {customer_id}: {missing} more purchases by {period_end} bring"
        " it {gain:money} and leave us {net:money} of our margin. Where a threshold is near, the"
        " rebate on all purchases can cost more than the extra margin: those are marked by a minus."
    )
    return [
        say("rebates", "info", text, row),
        *(say("rebate_offer", "watch", more, one) for one in best),
    ]


def tables(page: Results) -> list[Result]:
    """Return the tables that have rows."""
    near = page.rebate_steps.where(state="in_reach")
    listed = (page.enthusiasm, page.enthusiasm_thirds, near)
    return [one for one in listed if not one.is_empty]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the engagement of the largest customers that are low, else of the largest."""
    known = page.enthusiasm.known("engagement")
    low = known.where(level="low").by("-year_amount")
    drawn = (known.by("-year_amount") if low.is_empty else low).take(slice(10))
    return kinds.estimates(drawn, "customer_id", "engagement engagement_low engagement_high", ax=ax)
