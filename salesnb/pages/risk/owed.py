"""What customers owe, how old it is, and how fast they pay."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.risk.columns import DAYS, DIMENSIONS, NODES, OPEN, OVERDUE
from salesnb.plots import kinds

LATE, VERY_LATE = 0.15, 0.30  # share of what customers owe that is past due: watch, act
STATE = {
    "judged": N_("judged"),
    "no_receipts": N_("no receipts"),
    "no_instalments": N_("no instalments"),
}
MEASURE = {
    "dso": N_("Days of sales outstanding"),
    "dso_count_back": N_("Days of sales outstanding, counted back"),
    "dso_true": N_("True days of sales outstanding"),
    "dso_best_possible": N_("Best possible days of sales outstanding"),
    "average_days_delinquent": N_("Average days delinquent"),
    "cei": N_("Collection effectiveness index"),
}
FLOWS = (
    col.money("opening", N_("Owed at the beginning"), shown=COLUMN),
    col.money("invoiced", N_("Invoiced"), shown=COLUMN),
    col.money("credited", N_("Credit notes"), shown=COLUMN),
    col.money("received", N_("Received"), shown=COLUMN),
    col.money("written_off", N_("Written off"), shown=COLUMN),
    col.money("closing", N_("Owed at the end"), shown=COLUMN),
)

BASIS = Frame(
    name="credit_basis",
    title=N_("What the page rests on"),
    key="scope",
    fields=(
        col.SCOPE,
        col.code("state", N_("State"), STATE),
        col.whole("n_open", N_("Open instalments")),
        col.money("open_amount", N_("Open")),
        col.whole("n_matched", N_("Receipts without an allocation")),
        col.money("matched_amount", N_("Receipts without an allocation, money")),
        col.flag("has_orders", N_("Open orders are known")),
        col.flag("has_times", N_("Payment times are known")),
        col.flag("has_classes", N_("Customer classes are known")),
    ),
)

ROLL = Frame(
    name="roll_forward",
    title=N_("What customers owe, month by month"),
    key="month",
    nothing="",
    fields=(col.MONTH, *FLOWS),
)

BALANCES = Frame(
    name="customer_balances",
    title=N_("What each customer owes: this month's roll-forward"),
    key="customer_id",
    order="-closing",
    rows=10,
    nothing="",
    fields=(col.CUSTOMER, *FLOWS),
)

AGEING = Frame(
    name="ageing",
    title=N_("What is owed, by days past due"),
    grain=N_("one row per dimension, node and bucket"),
    key="dimension node bucket",
    order="dimension node from_days",
    shows="bucket n_instalments open_amount",
    nothing="",
    chart=Chart("column", "bucket", "open_amount=bad", only={"dimension": "total"}),
    fields=(
        DIMENSIONS,
        NODES,
        col.code("bucket", N_("Days past due"), {"not due": N_("not due")}),
        col.whole("from_days", N_("Days past due, from"), unit=DAYS),
        col.whole("n_instalments", N_("Instalments")),
        OPEN,
    ),
)

NODES_FRAME = Frame(
    name="overdue_nodes",
    title=N_("Who owes, and what of it is overdue"),
    grain=N_("one row per dimension and node"),
    key="dimension node",
    order="dimension -overdue node",
    shows="node open_amount not_due overdue overdue_share oldest",
    rows=12,
    nothing="",
    fields=(
        DIMENSIONS,
        NODES,
        OPEN,
        col.money("not_due", N_("Not yet due"), shown=COLUMN),
        OVERDUE,
        col.kpi("overdue_share", "overdue_ratio", label=N_("Overdue share")),
        col.number("oldest", N_("Oldest, days past due"), digits=0, shown="days"),
    ),
)

DAYS_FRAME = Frame(
    name="days_of_sales",
    title=N_("Days of sales that customers owe, month by month"),
    key="month",
    shows="month receivables overdue overdue_share dso dso_count_back dso_true dso_best_possible"
    " cei",
    nothing="",
    chart=Chart("line", "month", "dso=actual dso_best_possible=before"),
    fields=(
        col.MONTH,
        col.money("receivables", N_("Receivables"), shown=COLUMN),
        col.money("not_due", N_("Not yet due"), shown=COLUMN),
        OVERDUE,
        col.kpi("overdue_share", "overdue_ratio", label=N_("Overdue share")),
        col.kpi("dso", "dso", label=N_("Standard"), digits=1),
        col.kpi("dso_count_back", "dso_count_back", label=N_("Counted back"), digits=1),
        col.kpi("dso_true", "dso_true", label=N_("True"), digits=1),
        col.kpi("dso_best_possible", "dso_best_possible", label=N_("Best possible"), digits=1),
        col.kpi("average_days_delinquent", "average_days_delinquent", digits=1),
        col.kpi("cei", "cei", label=N_("Collection effectiveness"), digits=1),
    ),
)

MEASURES = Frame(
    name="days_measures",
    title=N_("How fast customers pay, against a year ago"),
    key="measure",
    nothing="",
    fields=(
        col.code("measure", N_("Measure"), MEASURE),
        col.number("now", N_("Now"), digits=4, shown="tenths"),
        col.number("before", N_("A year ago"), digits=4, shown="tenths"),
        col.number("change", N_("Change"), digits=4, shown="tenths"),
    ),
)


def cannot_tell(page: Results) -> list[Finding]:
    """Say why nothing is said of debts: it is not known what was paid, or what was due."""
    texts = {
        "no_receipts": N_(
            "What customers owe cannot be told: no receipts or allocations came in, and without"
            " them nobody knows what was paid."
        ),
        "no_instalments": N_("What customers owe cannot be told: no instalments came in."),
    }
    state = page.credit_basis.first["state"]
    return [say("owed", "info", texts[state])] if state in texts else []


def owed(page: Results) -> list[Finding]:
    """Say what is owed, what of it is overdue and how long, and what of it was matched by rule."""
    firm = page.overdue_nodes.where(dimension="total")
    if firm.is_empty:
        return cannot_tell(page) or [say("owed", "good", N_("Nobody owes anything."))]
    return [_overdue(firm, page.ageing), *matched(page)]


def _overdue(firm: Result, ageing: Result) -> Finding:
    row, share = firm.first, firm.first["overdue_share"]
    status: Status = "good"
    if firm.first.is_known("overdue_share"):
        status = "act" if share > VERY_LATE else "watch" if share > LATE else "good"
    if row["overdue"] <= 0:
        text = N_("Customers owe {open_amount}, none of it overdue.")
        return say("owed", "good", text, row)
    worst = ageing.where(dimension="total").by("-from_days").first
    if worst["open_amount"] > 0:
        text = N_(
            "{overdue} of the {open_amount} that customers owe is overdue ({overdue_share});"
            " {worst.open_amount} of it has been for {worst.from_days:integer} days or more."
        )
    else:
        text = N_(
            "{overdue} of the {open_amount} that customers owe is overdue ({overdue_share}), none"
            " of it for {worst.from_days:integer} days or more."
        )
    return say("owed", status, text, row, worst=worst)


def matched(page: Results) -> list[Finding]:
    """Say what was assumed of receipts that came without an allocation; nothing without any."""
    row = page.credit_basis.first
    if not row["n_matched"] > 0:
        return []
    text = N_(
        "What is owed rests on an assumption: receipts without an allocation ({n_matched},"
        " {matched_amount} together) pay the open instalment of exactly their amount, else those"
        " due first."
    )
    return [say("matched", "info", text, row)]


def speed(page: Results) -> list[Finding]:
    """Say how many days of sales are owed, how few it could be, and how it moved in a year."""
    known = page.days_of_sales.known("dso").by("-month")
    if known.is_empty:
        text = N_("How fast customers pay cannot be told: nothing was invoiced of late.")
        return cannot_tell(page) or [say("speed", "info", text)]
    row = known.first
    text = N_(
        "Customers owe {dso} days of sales (counted back {dso_count_back}, by the age of each"
        " invoice {dso_true}); if nobody paid late it would be {dso_best_possible}. Paying late"
        " costs {average_days_delinquent} days."
    )
    said = [say("speed", "info", text, row)]
    year = page.days_measures.where(measure="dso").known("change")
    for one in year:
        status: Status = "watch" if one["change"] > 0 else "good"
        moved = N_("A year ago it was {before} days; the change is {change} days.")
        said.append(say("speed_year", status, moved, one))
    return said


def where(page: Results) -> list[Finding]:
    """Say in which region and with which rep most is overdue."""
    text = N_("Most is overdue in {region.node}: {region.overdue} of {region.open_amount}.")
    of_rep = N_(
        "Of the reps, customers of {rep.node} have most overdue: {rep.overdue} of"
        " {rep.open_amount}."
    )
    found = []
    for dimension, key, one in (("region", "where", text), ("rep", "where_rep", of_rep)):
        rows = page.overdue_nodes.where(dimension=dimension).by("-overdue")
        if not rows.is_empty and rows.first["overdue"] > 0:
            found.append(say(key, "info", one, **{dimension: rows.first}))
    return found


def draw_ageing(ageing: Result, ax: Axes | None = None) -> Axes:
    """Draw what is owed by days past due, from the due day."""
    return kinds.columns(
        ageing.where(dimension="total"), "bucket", "open_amount", look="neutral bad", ax=ax
    )


def draw_days(days: Result, ax: Axes | None = None) -> Axes:
    """Draw days of sales month by month, beside the best possible."""
    return kinds.series(days, {"dso": "actual", "dso_best_possible": "before"}, ax=ax)
