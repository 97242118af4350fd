"""What is committed to in all: beside last year and the forecast, and on what it rests."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c

STATE = {
    "planned": N_("planned"),
    "conflict": N_("controls contradict each other"),
    "empty": N_("controls name what has no sales"),
    "no_sales": N_("no sales to plan from"),
}
RESTS_ON = {"decided": N_("a decided total"), "ambition": N_("the forecast and the ambition")}
TO_THE_UNIT = 1.0  # currency units: nearer, a plan meets what it aims at
STEEP = 0.15  # above the forecast, from which a plan is to be watched

BASIS = Frame(
    name="basis",
    title=N_("What the plan rests on"),
    grain=N_("one row"),
    key="scope",
    shows="year first last before expected target asked growth",
    fields=(
        col.SCOPE,
        col.code("state", N_("State"), STATE),
        col.code("rests_on", N_("The total rests on"), RESTS_ON),
        col.text("year", N_("Year planned")),
        col.month("first", N_("First month")),
        col.month("last", N_("Last month")),
        col.whole("n_closed", N_("Months that are over")),
        col.whole("n_open", N_("Months to come")),
        col.whole("n_sold", N_("Months with sales")),
        col.day("last_on", N_("Newest line of sales")),
        col.whole("n_history", N_("Months of sales that it is near to")),
        col.whole("n_rows", N_("Combinations of all dimensions but the month")),
        col.whole("n_cells", N_("Cells")),
        c.BEFORE,
        col.money("closed", N_("Reached so far"), shown=COLUMN),
        c.EXPECTED,
        col.money("aim", N_("Total aimed at"), shown=COLUMN),
        c.TARGET,
        c.ASKED,
        col.share("asked_share", N_("Above the forecast"), shown="growth"),
        c.GROWTH,
        col.money("new_customers", N_("Of new customers")),
        col.money("unassigned", N_("Without a rep")),
        col.money("needs_no_rep", N_("Sold without reps")),
        col.money("cut", N_("Credits without sales, taken as nought")),
        col.money("ended", N_("Last year's sales of products that have ended")),
        col.money("resettled", N_("Moved to other settlement methods")),
        col.flag("has_potential", N_("The market's potential is known")),
        col.whole("n_controls", N_("Controls in force")),
        col.whole("n_pressing", N_("Controls that press")),
        col.whole("n_conflicts", N_("Controls that cannot be met")),
        col.money("most_residual", N_("Most that a control is missed by")),
    ),
)

DECISIONS = (
    Decision(
        "no_total",
        N_("Decide the year's total, as a control of the whole year."),
        N_("management"),
        lever="set_right",
    ),
    Decision(
        "unowned",
        N_("Name who looks after these customers when the plan begins."),
        N_("head of sales"),
        "basis.unassigned",
        N_("of the plan without a rep"),
        lever="set_right",
    ),
)

OF_REPS = ("unassigned", "needs_no_rep")  # said only where others have a rep
LEFT: dict[str, tuple[Status, str, str]] = {  # column -> status, key, sentence
    "unassigned": (
        "act",
        "unowned",
        N_("{unassigned} of the plan has no rep: nobody looks after these customers then."),
    ),
    "needs_no_rep": (
        "info",
        "needs_no_rep",
        N_("{needs_no_rep} of the plan is sold online and needs no rep."),
    ),
    "new_customers": (
        "info",
        "new_customers",
        N_("{new_customers} of the plan is to come from customers whom nobody knows yet."),
    ),
    "resettled": (
        "info",
        "resettled",
        N_(
            "{resettled} is planned under another settlement method than its customers use"
            " today, to keep within what is decided of the methods: nobody loses sales by it."
        ),
    ),
    "ended": (
        "info",
        "ended",
        N_(
            "Last year had {ended} of products that have ended and that none replaces; their"
            " groups are asked for it with what they still sell."
        ),
    ),
    "cut": (
        "info",
        "cut",
        N_("Credits of {cut} that no sales stand against were taken as nought."),
    ),
}


def committed(basis: Result) -> list[Finding]:
    """Say what the plan asks, beside last year and the forecast; or why nothing is targeted."""
    row = basis.first
    if row["state"] == "no_sales":
        return [say("plan", "info", _nothing_to_plan_from(row), row)]
    if row["state"] != "planned":
        return []
    return [say("plan", _status(row), _asked(row), row)]


def _nothing_to_plan_from(row: Row) -> str:
    if not row.is_known("last_on"):
        return N_("Nothing is targeted: no sales are known yet.")
    if row["n_open"] == 0:
        return N_(
            "Nothing is targeted: {year}, the year that is planned, is over, and no sales of it are"
            " known. State a later one under [plan] in plan/controls.toml."
        )
    if row["n_history"] == 0:
        return N_(
            "Nothing is targeted: a plan rests on whole months of sales, and none of those with"
            " sales ({n_sold}, closed or not; the newest line is of {last_on}) can be taken as"
            " whole: their lines begin late or end early."
        )
    return N_(
        "Nothing is targeted: in the last whole months ({n_history}) no sales are left that could"
        " be carried on. They are returns, nothing at all, or products that have ended."
    )


def promised(basis: Result, odds: Result) -> list[Finding]:
    """Say what the plan asks with its chance, else its range; nothing where neither is known.

    The status is that of what it asks; whether that is hard or easy is said in its own section.
    """
    row = basis.first
    known = odds.keep(odds.frame["state"] != "over").known("low high confidence")
    if row["state"] != "planned" or known.is_empty:
        return []
    if not (row.is_known("growth") and row.is_known("asked_share")):
        return []
    likely = N_(
        "The plan of {year} asks for sales of {target}: {growth} on the last twelve months"
        " ({before}), {asked_share} on what is to be expected if nothing changes ({expected})."
        " The chance to reach it is {odds.probability}."
    )
    ranged = N_(
        "The plan of {year} asks for sales of {target}: {growth} on the last twelve months"
        " ({before}), {asked_share} on what is to be expected if nothing changes ({expected};"
        " {odds.low} to {odds.high}, with {odds.confidence} confidence)."
    )
    text = likely if known.first.is_known("probability") else ranged
    return [say("plan", _status(row), text, row, odds=known.first)]


def _status(row: Row) -> Status:
    return "watch" if row.is_known("asked_share") and row["asked_share"] > STEEP else "info"


def _asked(row: Row) -> str:
    has_before, has_forecast = row.is_known("growth"), row.is_known("asked_share")
    if has_before and has_forecast:
        return N_(
            "The plan of {year} asks for sales of {target}: {growth} on the last twelve months"
            " ({before}), and {asked_share} on what is to be expected if nothing changes"
            " ({expected})."
        )
    if has_forecast:
        return N_(
            "The plan of {year} asks for sales of {target}: {asked_share} on what is to be expected"
            " if nothing changes ({expected})."
        )
    if has_before:
        return N_(
            "The plan of {year} asks for sales of {target}: {growth} on the last twelve months"
            " ({before}). What is to be expected if nothing changes is not known."
        )
    return N_(
        "The plan of {year} asks for sales of {target}. It has nothing to be held against yet:"
        " neither twelve months of sales nor a forecast."
    )


def who_decided(basis: Result) -> list[Finding]:
    """Say where nobody has decided the total."""
    row = basis.first
    if row["state"] != "planned" or row["rests_on"] == "decided":
        return []
    text = N_(
        "Nobody has decided the total of {year}: {target} is what would come without a plan, raised"
        " by the ambition, a parameter of this page."
    )
    if abs(row["target"] - row["aim"]) > TO_THE_UNIT:
        text = N_(
            "Nobody has decided the total of {year}. What would come without a plan, raised by the"
            " ambition, a parameter of this page, is {aim}; what is decided of parts leaves no room"
            " for that and makes {target} of it."
        )
    return [say("no_total", "watch", text, row)]


def adds_up(basis: Result) -> list[Finding]:
    """Say over how many cells the target is broken down, and that they add up."""
    row = basis.first
    text = N_(
        "Its {n_cells} cells add up to {target} whichever way they are summed: by region, product,"
        " customer, rep, settlement method, sales method and month."
    )
    return [say("adds_up", "good", text, row)] if row["state"] == "planned" else []


def left_over(basis: Result) -> list[Finding]:
    """Say what new customers carry, what has no rep, and what of history was left out."""
    row = basis.first
    if row["state"] != "planned":
        return []
    return [
        say(key, status, text, row)
        for column, (status, key, text) in LEFT.items()
        if row[column] > 0 and not (column in OF_REPS and row[column] >= row["target"])
    ]
