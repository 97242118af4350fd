"""What cash comes in, from what is open and from new invoices, and what bank paper brings."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.forecast import columns as c
from salesnb.pages.forecast.accuracy import ONE_SIDED
from salesnb.plots import kinds

STATE = {
    "judged": N_("judged"),
    "no_interval": N_("no range: too few earlier months"),
    "cannot_tell": N_("cannot be told: too few payments"),
}
DIMENSION = {"total": N_("total"), "settlement": N_("settlement method")}
RULE = {"hazard": N_("by how customers pay"), "due_day": N_("each due date at its word")}
NODES = (col.code("dimension", N_("Dimension"), DIMENSION), c.NODES)
SOURCES = (
    col.money("from_open", N_("From what is open"), shown=COLUMN),
    col.money("from_new", N_("From new invoices"), shown=COLUMN),
)

DIP = 0.05  # of the year before: cash of the next months that falls by less is not raised

BASIS = Frame(
    name="cash_basis",
    title=N_("What the forecast of cash rests on"),
    grain=N_("one row"),
    key="state",
    nothing="",
    fields=(
        col.code("state", N_("State"), STATE),
        col.whole("n_payments", N_("Payments known")),
        col.whole("least_payments", N_("Payments needed")),
        col.whole("n_open", N_("Open instalments and credits")),
        col.money("open_amount", N_("Open")),
        col.money("doubtful_amount", N_("Not expected within twelve months")),
        col.whole("n_origins", N_("Earlier months forecast from")),
        col.whole("least_origins", N_("Earlier months needed")),
        col.flag("is_planned", N_("Invoicing as it was planned then")),
        col.number("speed", N_("Payments of late, of those usual"), digits=4, shown="factor"),
    ),
)

CASH = Frame(
    name="cash",
    title=N_("Cash received by month, and what is expected"),
    grain=N_("one row per month"),
    key="month",
    shows="month expected low high from_open from_new in_bills matured banked",
    optional="in_bills matured banked",
    nothing="",
    chart=Chart("line", "month", "actual=actual expected=plan"),
    fields=(
        c.MONTH,
        col.money("actual", N_("Received"), shown=COLUMN),
        *c.EXPECTED,
        *SOURCES,
        col.money("in_bills", N_("Of it in bills"), shown=COLUMN),
        col.money("matured", N_("Bills maturing"), shown=COLUMN),
        col.money("banked", N_("On the account"), shown=COLUMN),
        c.CONFIDENCE,
    ),
)

NEXT = Frame(
    name="cash_next",
    title=N_("Cash of the next months against the year before"),
    grain=N_("one row"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.month("first", N_("From")),
        col.month("last", N_("To")),
        *c.EXPECTED,
        col.money("before", N_("The same months a year earlier"), shown=COLUMN),
        col.money("change", N_("Against last year"), shown="money_change"),
    ),
)

MONTHS = Frame(
    name="cash_months",
    title=N_("What customers will owe, month by month"),
    grain=N_("one row per settlement method and month"),
    key="dimension node month",
    shows="node month opening invoiced received low high closing",
    nothing="",
    fields=(
        *NODES,
        c.MONTH,
        col.money("opening", N_("Owed at the start")),
        col.money("invoiced", N_("Invoiced, less credit notes")),
        col.money("received", N_("Received")),
        *SOURCES,
        *c.RANGE,
        col.kpi("closing", "receivables_closing"),
    ),
)

COLLECTIONS = Frame(
    name="collections_forecast",
    title=N_("Forecast of cash received by month and quantile"),
    grain=N_("one row per dimension, node, month and quantile"),
    key="dimension node month quantile",
    shows="dimension node month quantile amount",
    nothing="",
    fields=(
        *NODES,
        *c.QUANTILES,
    ),
)

SHARES = Frame(
    name="receipt_shares",
    title=N_("Which share of invoices comes in so many months later"),
    grain=N_("one row per settlement method and month after the invoice"),
    key="settlement_id months_after",
    nothing="",
    fields=(
        col.ident("settlement_id", N_("Settlement method"), of="settlement_terms"),
        col.whole("months_after", N_("Months after the invoice's")),
        col.share("share", N_("Share received")),
    ),
)

ACCURACY = Frame(
    name="cash_accuracy",
    title=N_("How far forecasts of cash were off, run on our own past"),
    grain=N_("one row per rule and months ahead"),
    key="rule step",
    nothing="",
    fields=(
        col.code("rule", N_("Rule"), RULE),
        col.whole("step", N_("Months ahead (0: the mean of three)")),
        col.whole("n_origins", N_("Earlier months forecast from")),
        col.share("wape_share", N_("Error (WAPE)")),
        col.share("bias_share", N_("Bias"), shown="growth"),
    ),
)


def unknown(basis: Result) -> list[Finding]:
    """Say why the cash to come cannot be told, or how far off cannot."""
    short = N_(
        "What cash comes in cannot be told: {n_payments} payments of instalments are known, and it"
        " takes {least_payments} to learn when customers pay."
    )
    young = N_(
        "How far off the forecast of cash may be cannot be told yet: it was run from {n_origins}"
        " earlier months, and a range takes {least_origins}."
    )
    texts = {"cannot_tell": short, "no_interval": young}
    return [
        say("cash_unknown", "info", texts[row["state"]], row)
        for row in basis
        if row["state"] in texts
    ]


def next_month(cash: Result) -> list[Finding]:
    """Say what comes in next month, and how much of it from what is open already."""
    rows = cash.known("expected")
    if rows.is_empty:
        return []
    row = rows.first
    if not row.is_known("low"):
        text = N_(
            "Customers are expected to pay {expected} in {month}: {from_open} of what is open and"
            " {from_new} of new invoices."
        )
        return [say("cash", "info", text, row)]
    text = N_(
        "Customers are expected to pay {expected} in {month} ({low} to {high}, with {confidence}"
        " confidence): {from_open} of what is open and {from_new} of new invoices."
    )
    return [say("cash", "info", text, row)]


def falls(following: Result) -> list[Finding]:
    """Say where the next months bring less cash than the same months a year earlier."""
    text = N_(
        "Cash, {first} to {last}: {expected} is to be expected, {change} against the same months a"
        " year earlier ({before}); it would be {high} if every month came in at its high end."
    )
    plain = N_(
        "Cash, {first} to {last}: {expected} is to be expected, {change} against the same months a"
        " year earlier ({before})."
    )
    found = []
    for row in following:
        is_known = row.is_known("high")
        if row["expected"] < (1 - DIP) * row["before"]:
            status: Status = "act" if is_known and row["high"] < row["before"] else "watch"
            found.append(say("cash_falls", status, text if is_known else plain, row))
    return found


def bills(cash: Result) -> list[Finding]:
    """Say what of next month's cash is bank paper, and what comes on the account."""
    rows = cash.known("expected").known("matured")
    text = N_(
        "Of the cash expected in {month}, {in_bills} comes as bills; bills that mature then bring"
        " {matured}, so that {banked} is to be expected on the account."
    )
    return [] if rows.is_empty else [say("bills", "info", text, rows.first)]


def doubtful(basis: Result) -> list[Finding]:
    """Say how much of what is open is not to be expected within a year."""
    rows = [row for row in basis if row["state"] != "cannot_tell" and row["doubtful_amount"]]
    text = N_(
        "Of {open_amount} that customers owe, {doubtful_amount} is not expected within twelve"
        " months, by how such instalments were paid before."
    )
    return [say("doubtful", "watch", text, row) for row in rows]


def accuracy(judged: Result) -> list[Finding]:
    """Say how far forecasts of cash were off, against taking due dates at their word."""
    rows = {row["rule"]: row for row in judged.where(step=0).known("wape_share")}
    if set(rows) != set(RULE):
        return []
    ours, other = rows["hazard"], rows["due_day"]
    status: Status = "info" if abs(ours["bias_share"]) > ONE_SIDED else "good"
    status = status if ours["wape_share"] < other["wape_share"] else "watch"
    text = N_(
        "Run from {ours.n_origins} earlier months, the forecast of cash one to three months ahead"
        " was off by {ours.wape_share} (bias {ours.bias_share}); taking each due date at its word"
        " is off by {other.wape_share}."
    )
    return [say("cash_accuracy", status, text, ours=ours, other=other)]


def answer(page: Results) -> list[Finding]:
    """Say what cash comes next month; or why that cannot be told."""
    if page.cash_basis.is_empty:
        return []
    return next_month(page.cash) or unknown(page.cash_basis)


def found(page: Results) -> list[Finding]:
    """Say all that the section on cash has to say."""
    return [
        *answer(page),
        *falls(page.cash_next),
        *bills(page.cash),
        *(unknown(page.cash_basis) if not page.cash.is_empty else []),
        *doubtful(page.cash_basis),
        *accuracy(page.cash_accuracy),
    ]


def headline(page: Results) -> Finding:
    """Say next month's cash, as the picture's text."""
    text = N_("What cash comes in cannot be told: no instalments came in.")
    return next(iter(answer(page)), say("cash", "info", text))


def draw_cash(cash: Result, ax: Axes | None = None) -> Axes:
    """Draw cash received by month, and what is expected with its range."""
    return kinds.series(
        cash,
        {"actual": "actual", "expected": "plan"},
        band="low high",
        last=36,
        ax=ax,
        title=N_("Cash received by month, and what is expected"),
    )
