"""What customers can carry against the last issued plan: frames and sentences."""

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
from salesnb.plots import kinds

LARGE = 0.02  # of the plan, asked beyond what customers can carry: act
STUCK = 0.85  # of what a customer bought, sold on: less stays in its stock
ASPECT = {
    "capacity": N_("what it buys of our kind"),
    "cash": N_("credit and days of payment"),
    "storage": N_("storage"),
    "team": N_("sales staff"),
    "distribution": N_("outlets"),
    "": N_("nothing known"),
}
STATE = {
    "short": N_("asked for more than it can carry"),
    "unclear": N_("within the range"),
    "enough": N_("can carry it"),
    "unknown": N_("nothing known"),
}

CAPABILITY = Frame(
    title=N_("What customers can carry, and what the plan asks of them"),
    key="customer_id",
    order="state -short_amount -target_year",
    shows="customer_id target_year growth_asked shown carried held_by capability_ratio sell_through"
    " state",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.money("target_year", N_("Target a year"), shown=COLUMN),
        col.whole("n_months", N_("Months of the plan")),
        col.money("before", N_("Last twelve months"), shown=COLUMN),
        col.kpi("growth_asked", "growth", label=N_("Growth asked")),
        col.money("shown", N_("Has shown in a year"), shown=COLUMN),
        col.money("capacity", N_("By what it buys of our kind"), shown=COLUMN),
        col.money("cash", N_("By credit and days of payment"), shown=COLUMN),
        col.money("storage", N_("By storage"), shown=COLUMN),
        col.money("team", N_("By sales staff"), shown=COLUMN),
        col.money("distribution", N_("By outlets"), shown=COLUMN),
        col.money("carried", N_("Can carry a year"), shown=COLUMN),
        col.money("carried_low", N_("Can carry: low"), shown=COLUMN),
        col.money("carried_high", N_("Can carry: high"), shown=COLUMN),
        col.code("held_by", N_("Held by"), ASPECT),
        col.factor("capability_ratio", N_("Can carry, of its target")),
        col.factor("ratio_low", N_("Can carry, of its target: low")),
        col.factor("ratio_high", N_("Can carry, of its target: high")),
        col.money("sell_in", N_("Bought"), shown=COLUMN),
        col.money("sell_out", N_("Sold on"), shown=COLUMN),
        col.kpi("sell_through", "sell_through"),
        col.money("short_amount", N_("Asked beyond that"), shown=COLUMN),
        col.code("state", N_("State"), STATE),
    ),
)

CAPABILITY_BASIS = Frame(
    title=N_("What customers can carry, in all"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("plan_month", N_("Plan of")),
        col.text("plan_version", N_("Version")),
        col.whole("n_customers", N_("Customers with a target")),
        col.money("target_year", N_("Targets a year")),
        col.whole("n_judged", N_("Judged")),
        col.money("judged_amount", N_("Their targets")),
        col.whole("n_short", N_("Asked for more than they can carry")),
        col.money("short_target", N_("Targets of these")),
        col.money("short_amount", N_("Asked beyond what they can carry")),
        col.share("short_share", N_("Of all targets")),
        col.whole("n_unclear", N_("Within the range")),
        col.money("unclear_amount", N_("Targets of those within the range")),
        col.whole("n_sell_out", N_("With sell-out reported")),
        col.kpi("sell_through", "sell_through"),
    ),
)

DECISIONS = (
    Decision(
        "short_of_target",
        N_(
            "Give these customers the means (limit, stock, people) or lower their targets in"
            " plan/controls.toml."
        ),
        N_("head of sales"),
        "capability_basis.short_amount",
        N_("asked beyond what they can carry"),
        lever="set_right",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say who is asked for more than it can carry, and whose goods stay in stock."""
    if page.capability_basis.is_empty:
        text = N_(
            "What customers are able to sell is not yet assessed: no plan was issued before this"
            " month."
        )
        return [say("short_of_target", "info", text)]
    return [*answer(page), *_largest(page), *_through(page)]


def answer(page: Results) -> list[Finding]:
    """Say how much of the plan is asked of customers beyond what they can carry."""
    if page.capability_basis.is_empty:
        return []
    row = page.capability_basis.first
    if not row["n_judged"]:
        text = N_(
            "What customers are able to sell cannot be told: neither purchases of our kind, nor"
            " credit limits, storage, staff or outlets are known of any."
        )
        return [say("short_of_target", "info", text)]
    text = N_(
        "The plan issued for {plan_month} asks {target_year} a year of {n_customers} customers, of"
        " whom {n_judged} can be judged. Asked for more than they can carry: {n_short}, by"
        " {short_amount} together."
    )
    status: Status = "act" if row["short_share"] >= LARGE else "watch" if row["n_short"] else "good"
    return [say("short_of_target", status, text, row)]


def _largest(page: Results) -> list[Finding]:
    short = page.capability.where(state="short").known("short_amount").by("-short_amount")
    text = N_(
        "{customer_id} is asked for {target_year} a year and can carry {carried} ({carried_low} to"
        " {carried_high}); it has shown {shown}, and is held by {held_by}."
    )
    return [say("short_largest", "watch", text, one) for one in short.take(slice(1))]


def _through(page: Results) -> list[Finding]:
    row = page.capability_basis.first
    if not row["n_sell_out"]:
        return []
    text = N_(
        "Customers who report what they sell on ({n_sell_out}) sold on {sell_through} of what they"
        " bought in twelve months."
    )
    said = [say("sell_through", "info", text, row)]
    stuck = page.capability.known("sell_through sell_in").by("-sell_in")
    stuck = stuck.keep(stuck.frame["sell_through"] < STUCK).take(slice(1))
    text = N_(
        "{customer_id} sold on {sell_through} of the {sell_in} that it bought; more purchases would"
        " stay in its stock."
    )
    return said + [say("stuck", "watch", text, one) for one in stuck]


def tables(page: Results) -> list[Result]:
    """Return the table where it has rows."""
    return [] if page.capability.is_empty else [page.capability]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what the first customers that fall short can carry of their targets."""
    short = page.capability.where(state="short").known("capability_ratio").by("-short_amount")
    columns = "capability_ratio ratio_low ratio_high"
    return kinds.estimates(short.take(slice(10)), "customer_id", columns, at=1, ax=ax)
