"""What the plan costs: against last year's spending, the stated total, and what drives it."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget import columns as c
from salesnb.plots.places import over_rows

RESTS_ON = {
    "targets": N_("the targets"),
    "forecast": N_("the forecast, as nothing is targeted"),
    "past": N_("the last twelve months' sales, as nothing is targeted or forecast"),
    "none": N_("no sales"),
}
FILE = {
    "in_force": N_("of this year"),
    "other_year": N_("of another year"),
    "none": N_("none"),
}
KIND = {
    "marketing": N_("marketing"),
    "activity": N_("travel, meals and samples"),
    "freight": N_("freight"),
    "salary": N_("salaries"),
    "rebate": N_("rebates"),
    "credit": N_("credit"),
    "other": N_("other"),
    "reserve": N_("reserve"),
}
DIMENSION = {
    "marketing_channel": N_("marketing channel"),
    "expense": N_("kind of expense"),
    "line": N_("line"),
}
NODE = {
    "travel": N_("travel"),
    "meals": N_("meals"),
    "samples": N_("samples"),
    "freight": N_("freight"),
    "salaries": N_("reps' hours"),
    "rebates": N_("rebates"),
    "credit": N_("credit"),
}
STATE = {
    "driven": N_("follows its driver"),
    "as_before": N_("as in the last twelve months"),
    "stated": N_("stated"),
    "locked": N_("locked"),
    "at_floor": N_("lifted to its floor"),
    "at_cap": N_("held at its cap"),
    "bound": N_("only its bound is known"),
    "over_spent": N_("more is spent already"),
    "nothing": N_("nothing is known"),
}
DRIVER = {
    "": N_("none"),
    "visit": N_("visits"),
    "order": N_("orders"),
    "sample": N_("samples"),
    "kilometre": N_("kilometres"),
    "lead": N_("leads"),
    "person_month": N_("months of a person"),
    "hour": N_("hours"),
    "unit": N_("units"),
    "sales": N_("sales"),
}
DEARER = 0.1  # of a unit's cost in the last twelve months: a stated one above it is to be watched

COST_BASIS = Frame(
    name="cost_basis",
    title=N_("What the plan costs, in all"),
    grain=N_("one row"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        c.YEAR,
        col.code("basis", N_("Rests on"), RESTS_ON),
        col.code("budget_file", N_("`plan/budget.toml`"), FILE),
        col.money("sales", N_("Sales planned")),
        col.money("margin", N_("Margin")),
        col.share("costed_share", N_("Sales with a known cost")),
        col.money("budget", N_("Cost of the plan")),
        col.money("last", N_("Cost in the last twelve months")),
        col.money("last_sales", N_("Sales in the last twelve months")),
        col.money("change", N_("Change"), shown="money_change"),
        col.share("share", N_("Part of sales")),
        col.share("last_share", N_("Part of sales in the last twelve months")),
        col.money("contribution", N_("Contribution")),
        col.share("contribution_share", N_("Contribution of sales")),
        col.money("stated_total", N_("Total that is stated")),
        col.money("within", N_("Held against it")),
        col.money("left", N_("Left of the total")),
        col.money("marketing", N_("Marketing")),
        col.money("left_for_marketing", N_("Left for marketing")),
        col.money("rebates", N_("Rebates")),
        col.money("credit", N_("Credit")),
        col.money("salaries", N_("Salaries")),
        col.money("reserves", N_("Reserves")),
        col.money("not_carried", N_("Borne by no product group")),
        col.share("not_carried_share", N_("Part of the cost that no product group bears")),
        col.share("credit_rate", N_("Yearly rate of credit")),
        col.flag("is_rate_stated", N_("Rate is stated")),
        col.text("credit_source", N_("Credit from")),
    ),
)

COST_LINES = Frame(
    name="cost_lines",
    title=N_("What the plan costs, line by line, against the last twelve months"),
    key="line_id",
    order="-amount",
    shows="kind node last amount change sales_share quantity driver state",
    nothing="",
    fields=(
        col.text("line_id", N_("Budget line")),
        col.code("kind", N_("Kind"), KIND),
        col.code("dimension", N_("Named after"), DIMENSION),
        col.member("node", N_("Line"), within="dimension", words=NODE),
        col.text("node_zh", N_("Line in Chinese")),
        c.REGION,
        col.text("owner", N_("Who answers for it")),
        col.code("state", N_("State"), STATE),
        col.code("driver", N_("Driver"), DRIVER),
        col.number("quantity", N_("Units"), digits=3, shown="integer"),
        col.money("unit_cost", N_("Cost of a unit"), digits=4),
        col.number("last_quantity", N_("Units in the last twelve months"), digits=3),
        col.money("last_unit_cost", N_("Cost of a unit then"), digits=4),
        col.kpi("rate_change", "growth", label=N_("Cost of a unit, change")),
        col.money("derived", N_("Without bounds"), shown=COLUMN),
        col.money("floor", N_("At least"), shown=COLUMN),
        col.money("cap", N_("At most"), shown=COLUMN),
        col.flag("is_locked", N_("May not be moved")),
        col.flag("is_fixed", N_("Stands in `plan/budget.toml`")),
        col.text("reason", N_("Reason")),
        col.money("last", N_("Last twelve months"), shown=COLUMN),
        col.money("amount", N_("Budget"), shown=COLUMN),
        col.money("change", N_("Change"), shown="money_change"),
        col.kpi("growth", "growth", label=N_("On the last twelve months")),
        col.share("sales_share", N_("Of sales planned")),
        col.share("last_share", N_("Of sales in the last twelve months")),
    ),
)

DECISIONS = (
    Decision(
        "over_total",
        N_("Raise the total in plan/budget.toml or lower lines; then run the month again."),
        N_("management"),
        "cost_basis.within",
        N_("held against the stated total"),
        lever="set_right",
    ),
)


def cost(basis: Result) -> list[Finding]:
    """Say what the plan costs beside last year, and what contribution it leaves."""
    return [_cost(row) for row in basis] + [_leaves(row) for row in basis]


def _cost(row: Row) -> Finding:
    text = N_(
        "The plan of {year} costs {budget}, {share} of its sales of {sales} ({basis}); the last"
        " twelve months cost {last}, {last_share} of sales."
    )
    bare = N_("The plan of {year} costs {budget}; what it is of sales cannot be told.")
    known = row.is_known("share") and row.is_known("last_share")
    status: Status = "watch" if known and row["share"] > row["last_share"] * 1.02 else "info"
    return say("plan_cost", status, text if known else bare, row)


def _leaves(row: Row) -> Finding:
    if not row.is_known("contribution") or not row.is_known("contribution_share"):
        text = N_("What contribution the plan leaves cannot be told: no line states its cost.")
        return say("contribution", "info", text)
    status: Status = "act" if row["contribution"] < 0 else "info"
    whole = N_(
        "After these costs its margin of {margin} leaves a contribution of {contribution},"
        " {contribution_share} of sales."
    )
    part = N_(
        "After these costs the margin of the {costed_share} of sales whose cost is known leaves a"
        " contribution of {contribution}; that of the other sales cannot be told."
    )
    return say("contribution", status, whole if row["costed_share"] > 0.995 else part, row)


def against_total(basis: Result) -> list[Finding]:
    """Say whether the lines keep within the stated total, or that none is stated for the year."""
    found = []
    for row in basis:
        if row["budget_file"] == "other_year":
            text = N_(
                "plan/budget.toml is of another year than {year}: its lines, drivers and keys are"
                " left aside."
            )
            found.append(say("other_year", "watch", text, row))
        elif row.is_known("stated_total"):
            over = row["left"] < 0
            above = N_(
                "Lines and reserves of plan/budget.toml come to {within}, more than its total of"
                " {stated_total}."
            )
            below = N_(
                "Lines and reserves of plan/budget.toml come to {within} and leave {left} of its"
                " total of {stated_total}."
            )
            key, status = ("over_total", "act") if over else ("in_total", "good")
            found.append(say(key, status, above if over else below, row))  # type: ignore[arg-type]
    return found


def moved(lines: Result) -> list[Finding]:
    """Say which line costs most more, or less, than in the last twelve months."""
    rows = lines.known("change last").keep(lines.known("change last").frame["kind"] != "reserve")
    if rows.is_empty:
        return []
    row = rows.by("-|change|").first
    text = N_(
        "Of its lines, {node} moves most: {amount}, {change} on the last twelve months ({last})."
    )
    return [say("line_moved", "info", text, row)] if abs(row["change"]) > 0.005 else []


def dearer(lines: Result) -> list[Finding]:
    """Say of which line the plan states a unit cost well above what a unit cost before."""
    known = lines.where(state="driven").known("rate_change last_unit_cost")
    rows = known.keep(known.frame["rate_change"] > DEARER).where(is_fixed=True)
    text = N_(
        "The line {node} is budgeted at {unit_cost} a unit ({driver}), where one cost"
        " {last_unit_cost} in the last twelve months."
    )
    return [say("dearer", "watch", text, row) for row in list(rows.by("-rate_change"))[:2]]


def at_bounds(lines: Result) -> list[Finding]:
    """Say which lines their bounds hold away from what their drivers ask."""
    texts = {
        "at_cap": N_(
            "The line {node} would cost {derived} by its driver and is held at its cap, {amount}."
        ),
        "at_floor": N_(
            "The line {node} would cost {derived} and is lifted to its floor, {amount}."
        ),
        "over_spent": N_("The line {node} has spent {amount} already, more than its line allows."),
        "bound": N_(
            "The line {node} stands at {amount}, its bound: nothing was spent on it in the last"
            " twelve months, and no driver states its cost."
        ),
    }
    return [
        say(state, "info" if state == "bound" else "watch", text, row)
        for state, text in texts.items()
        for row in list(lines.where(state=state))[:2]
    ]


def found(page: Results) -> list[Finding]:
    """Say all of what the plan costs; what would switch it on where nothing is known."""
    if page.cost_basis.is_empty:
        text = N_(
            "What the plan costs cannot be told: it takes spend, expenses or plan/budget.toml."
        )
        return [say("plan_cost", "info", text)]
    lines, held = page.cost_lines, against_total(page.cost_basis)
    return [*held, *moved(lines), *dearer(lines), *at_bounds(lines)]


def answer(page: Results) -> list[Finding]:
    """Say what the plan costs and leaves, and whether that keeps within the stated total."""
    over = [one for one in against_total(page.cost_basis) if one.status != "good"]
    return [*cost(page.cost_basis), *over]


def alt(page: Results) -> Finding:
    """Say what the plan costs, as the picture's text."""
    return [*cost(page.cost_basis), *found(page)][0]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw each line's budget beside the last twelve months."""
    lines = page.cost_lines
    drawn = lines.keep(slice(15))
    panel = over_rows(drawn, "node", "amount last", ax=ax)
    if not drawn.is_empty:
        panel.dots("last", "before", marker="s")
        panel.dots("amount", "plan", marker="D")
        panel.cite("amount")
        panel.ax.margins(x=0.15)
        panel.ax.set_xlim(left=0)
    return panel.finish(of=lines, title=N_("What the plan costs, beside the last twelve months"))
