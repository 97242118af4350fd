"""The figures: sales, margin, orders and cash, against a year ago and against targets."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.sales.columns import GROWTH, MEASURES, SPANS, by_level
from salesnb.plots import kinds

GAP = 0.02  # share of sales without a cost from which on a margin is not the firm's
UNCOSTED = col.share("uncosted_share", N_("Share of sales without a cost"))

MONTHLY = Frame(
    title=N_("Sales, margin, order intake and collections by month"),
    key="month",
    chart=Chart("line", "month", "sales=actual order_intake=plan collections=good"),
    fields=(
        col.MONTH,
        col.money("sales", N_("Sales")),
        col.money("margin", N_("Margin")),
        col.money("order_intake", N_("Order intake")),
        col.money("collections", N_("Collections")),
        col.money("costed_sales", N_("Sales of lines with a cost")),
        col.money("costed_margin", N_("Margin of lines with a cost")),
    ),
)

HEADLINES = Frame(
    title=N_("The month, the year so far and twelve months, against a year ago"),
    key="measure span",
    order="span measure",
    fields=(
        MEASURES,
        SPANS,
        col.money("value", N_("Value")),
        col.money("before", N_("A year ago")),
        col.money("change", N_("Change"), shown="money_change"),
        GROWTH,
        col.share("share", N_("Share")),
        col.share("share_before", N_("Share a year ago")),
        col.share("points", N_("Change of the share, percentage points"), shown="points"),
        UNCOSTED,
    ),
)

OVERVIEW = Frame(
    title=N_("Sales, margin, orders and cash, with growth on a year ago"),
    key="measure",
    fields=(
        MEASURES,
        col.money("month", N_("This month")),
        col.kpi("month_growth", "growth"),
        col.money("year_to_date", N_("Year to date")),
        col.kpi("year_growth", "growth"),
        col.money("twelve_months", N_("Twelve months")),
        col.kpi("twelve_growth", "growth"),
    ),
)

RATIOS = Frame(
    title=N_("What stands behind sales"),
    key="span",
    optional="uncosted_share",
    nothing="",
    fields=(
        SPANS,
        col.share("margin_share", N_("Margin share")),
        col.share("margin_before", N_("Margin share a year ago")),
        col.number("margin_points", N_("Change in percentage points"), digits=4, shown="decimal"),
        UNCOSTED,
        col.factor("book_to_bill", N_("Order intake / sales")),
        col.factor("collected_share", N_("Collections / sales")),
    ),
)

PLAN = Frame(
    title=N_("The month and the year so far against the targets set before"),
    grain=N_("one row per measure and span that has targets"),
    key="measure span",
    order="span measure",
    fields=(
        MEASURES,
        SPANS,
        col.money("target", N_("Target")),
        col.money("actual", N_("Reached")),
        col.money("gap", N_("Gap to the target")),
        col.kpi("attainment", "attainment"),
        col.whole("n_targets", N_("Targets counted")),
        col.whole("n_months", N_("Months with targets")),
    ),
)


def level(headlines: Result, verdict: Result, data_end: Result) -> Finding:
    """Say what the month and twelve months amounted to, against a year ago.

    Growth is not judged where the data of the report month end early.
    """
    month, year = (headlines.row(measure="sales", span=s) for s in ("month", "twelve_months"))
    of = verdict.first
    if not year.is_known("value"):
        text = N_("{of.basis} in {of.month} were {month.value}. Twelve months are not there yet.")
        return say("level", "info", text, month=month, of=of)
    if not year.is_known("growth"):
        text = N_("""{of.basis} in {of.month} were {month.value}; twelve months make {value}. The
            year before is not known in full.""")
        return say("level", "info", text, year, month=month, of=of)
    if data_end.first["is_partial"]:
        text = N_("""{of.basis} in {of.month} were {month.value} so far; twelve months make {value}.
            The data end on {end.newest_on}: growth on the year before is not judged.""")
        return say("level", "info", text, year, month=month, of=of, end=data_end.first)
    text = N_("""{of.basis} in {of.month} were {month.value}; twelve months make {value}, {growth}
        on the year before.""")
    return say("level", by_level(year["growth"], 0.0, -0.05), text, year, month=month, of=of)


def behind(ratios: Result, headlines: Result) -> list[Finding]:
    """Say what of sales stays as margin, whether orders and cash keep up, and what is not known."""
    year = ratios.where(span="twelve_months")
    if year.is_empty:
        sales = headlines.where(measure="sales", span="twelve_months").known("value")
        text = N_("Margin and cash cannot be judged: neither costs nor receipts came in.")
        if sales.is_empty:
            text = N_("Margin and cash cannot be judged: twelve months of sales are not there yet.")
        return [say("margin", "info", text)]
    row = year.first
    margin = _margin(row) if row.is_known("uncosted_share") else say("margin", "info", NO_COSTS)
    return [margin, *_follow(row)]


NO_COSTS = N_("Margin cannot be told: the costs of twelve months' sales are not known.")


def _margin(row: Row) -> Finding:
    if not row.is_known("margin_share"):
        text = N_("Margin cannot be told: {uncosted_share} of twelve months' sales have no cost.")
        return say("margin", "watch", text, row)
    if row["uncosted_share"] > GAP:
        text = N_("""Margin is {margin_share} of those of twelve months' sales that have a cost;
            {uncosted_share} of sales have none.""")
        return say("margin", "watch", text, row)
    if not row.is_known("margin_before"):
        text = N_("Margin is {margin_share} of twelve months' sales.")
        return say("margin", "info", text, row)
    text = N_("Margin is {margin_share} of twelve months' sales, after {margin_before} a year ago.")
    return say("margin", by_level(row["margin_points"], 0.0, -1.0), text, row)


def _follow(row: Row) -> list[Finding]:
    """Say how orders and cash compare with sales; of what is not known nothing."""
    known = [one for one in ("book_to_bill", "collected_share") if row.is_known(one)]
    if not known:
        return []
    text = {
        "book_to_bill": N_("In twelve months orders were {book_to_bill} times sales."),
        "collected_share": N_("In twelve months cash was {collected_share} times sales."),
    }[known[0]]
    if len(known) > 1:
        text = N_("""In twelve months orders were {book_to_bill} and cash {collected_share} times
            sales.""")
    return [say("follow", by_level(min(row[one] for one in known), 0.95, 0.85), text, row)]


def last_month(monthly: Result) -> Finding:
    """Say what the picture of sales, orders and cash ends on."""
    text = N_("{month}: sales {sales}, order intake {order_intake}, collections {collections}.")
    return say("last_month", "info", text, monthly.by("-month").first)


def draw_measures(monthly: Result, ax: Axes | None = None) -> Axes:
    """Draw sales, order intake and collections of the last two years."""
    lines = {"sales": "actual", "order_intake": "plan", "collections": "good"}
    title = N_("Sales, orders and cash month by month")
    return kinds.series(monthly, lines, last=24, title=title, ax=ax)
