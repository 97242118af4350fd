"""What the plan leaves and who bears its costs: regions, product groups, classes and reps."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import TOTAL, Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.budget.costs import RESTS_ON
from salesnb.plots import kinds
from salesnb.plots.places import over_rows

DIMENSION = {
    "total": N_("total"),
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "customer_class": N_("customer class"),
    "rep": N_("rep"),
}
NODE = {
    "total": N_("total"),
    "(not carried)": N_("borne by no key"),
    "(unassigned)": N_("unassigned"),
    "(new customer)": N_("new customers"),
    "": N_("none"),
}
SOURCE = {
    "direct": N_("known"),
    "home": N_("home region of the rep"),
    "plan": N_("key of `plan/budget.toml`"),
    "no_key": N_("no key"),
    "no_basis": N_("key that knows nothing to go by"),
}
BY = {
    "": N_("none"),
    "sales": N_("sales"),
    "margin": N_("margin"),
    "quantity": N_("quantity"),
    "visits": N_("visits"),
    "orders": N_("orders"),
    "hours": N_("hours of visits"),
}
OPEN = ("region", "product_group", "customer_class", "rep")
MUCH = 0.1  # of the cost that no product group bears: from here on it is said

CONTRIBUTION = Frame(
    name="contribution",
    title=N_("What the plan leaves"),
    grain=N_("one row per dimension and member"),
    key="dimension node",
    order="dimension -sales",
    total="node",
    shows="node sales margin rebates selling_cost credit_cost reserves contribution",
    optional="rebates selling_cost credit_cost reserves",
    rows=15,
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), DIMENSION),
        col.member("node", N_("Node"), within="dimension", words=NODE),
        col.money("sales", N_("Sales planned"), shown=COLUMN),
        col.money("costed_sales", N_("Of it with a known cost"), shown=COLUMN),
        col.money("margin", N_("Margin"), shown=COLUMN),
        col.money("rebates", N_("Rebates"), shown=COLUMN),
        col.money("selling_cost", N_("Selling cost"), shown=COLUMN),
        col.money("credit_cost", N_("Credit"), shown=COLUMN),
        col.money("reserves", N_("Reserves"), shown=COLUMN),
        col.money("contribution", N_("Contribution"), shown=COLUMN),
        col.share("contribution_share", N_("Contribution of sales")),
        col.share("cost_share", N_("Cost of sales planned")),
        col.code("basis", N_("Rests on"), RESTS_ON),
    ),
)

COST_KEYS = Frame(
    name="cost_keys",
    title=N_("By what key each line is borne"),
    grain=N_("one row per line, dimension and key"),
    key="line_id dimension source by",
    shows="line_id dimension source by amount carried",
    rows=12,
    nothing="",
    fields=(
        col.text("line_id", N_("Budget line")),
        col.code("dimension", N_("Dimension"), DIMENSION),
        col.code("source", N_("Known by"), SOURCE),
        col.code("by", N_("In proportion to"), BY),
        col.money("amount", N_("Amount"), shown=COLUMN),
        col.money("carried", N_("Of it borne"), shown=COLUMN),
    ),
)

DECISIONS = (
    Decision(
        "loses",
        N_("Lower what is spent there, or raise margin or sales; else say why it is kept."),
        N_("sales management"),
        "contribution.contribution",
        N_("contribution of the plan"),
        lever="set_right",
    ),
)


def members(statement: Result, dimension: str) -> Result:
    """Return the members of a dimension that sell, without what no key bears."""
    rows = statement.where(dimension=dimension)
    return rows.keep(rows.frame["sales"] > 0).known("contribution")


def loses(statement: Result) -> list[Finding]:
    """Say where the plan leaves less than nothing: the worst region and rep, and by what."""
    found = []
    text = N_(
        "By {dimension}, {node} leaves a contribution of {contribution} on sales of {sales}: its"
        " selling cost of {selling_cost} takes more than its margin of {margin} can bear."
    )
    below = N_(
        "By {dimension}, {node} leaves a contribution of {contribution} on sales of {sales}: what"
        " it sells costs more than it brings before any selling cost (margin {margin})."
    )
    for dimension in ("region", "rep"):
        rows = members(statement, dimension).by("contribution")
        if not rows.is_empty and rows.first["contribution"] < 0:
            is_below = rows.first["margin"] < 0
            found.append(say("loses", "watch", below if is_below else text, rows.first))
    return found


def best(statement: Result) -> list[Finding]:
    """Say which region leaves most of its sales, and which least."""
    rows = members(statement, "region").known("contribution_share")
    if len(rows.frame) < 2:
        return []
    text = N_(
        "{most.node} leaves most of its sales, {most.contribution_share}, and {least.node} least,"
        " {least.contribution_share}."
    )
    ordered = list(rows.by("-contribution_share"))
    return [say("leaves", "info", text, most=ordered[0], least=ordered[-1])]


def not_carried(basis: Result) -> list[Finding]:
    """Say how much of the cost no product group bears, and what would carry it."""
    text = N_(
        "{not_carried}, {not_carried_share} of the cost, is borne by no product group: no key"
        " carries it there. A key in plan/budget.toml would."
    )
    rows = basis.known("not_carried_share")
    return [
        say("not_carried", "info", text, one) for one in rows if one["not_carried_share"] > MUCH
    ]


def whole(statement: Result, *, is_costed: bool) -> list[Finding]:
    """Say what the plan leaves in all; where no selling cost or no margin is known, what lacks.

    `is_costed`: whether any cost of selling is known.
    """
    no_margin = N_(
        "What the plan leaves cannot be told: no cost of what it sells is known. A cost in the"
        " sales lines or a standard cost of products would tell. Planned are {sales}: {basis}."
    )
    no_cost = N_(
        "Planned are sales of {sales}: {basis}. The margin is {margin}, on the {costed_sales} whose"
        " cost is known. No selling cost is known, so that the contribution is that margin; spend,"
        " expenses or plan/budget.toml would tell what selling costs."
    )
    text = N_("The plan leaves a contribution of {contribution} on sales of {sales}.")
    rows = statement.where(dimension="total")
    if rows.is_empty:
        return []
    if not rows.first.is_known("contribution"):
        return [say("leaves_all", "info", no_margin, rows.first)]
    return [say("leaves_all", "info", text if is_costed else no_cost, rows.first)]


def found(page: Results) -> list[Finding]:
    """Say where the plan leaves most and least, and what nobody bears."""
    statement, is_costed = page.contribution, not page.cost_basis.is_empty
    in_all = whole(statement, is_costed=is_costed)
    said = [*best(statement), *loses(statement), *not_carried(page.cost_basis)]
    return said if is_costed and said else [*in_all, *said]


def tables(page: Results) -> list[TableView]:
    """Return the statement by dimension, the first open; then the keys, folded."""
    statement = page.contribution
    there, whole = set(statement.frame["dimension"]), statement.where(dimension=TOTAL)
    views = [
        statement.where(dimension=one).ending_in(whole).table(folded=one != "region")
        for one in OPEN
        if one in there
    ]
    return [*views, page.cost_keys.table(folded=True)]


def drawn(page: Results) -> str:
    """Return the dimension that is drawn: regions, or reps where there is one region."""
    counts = page.contribution.frame["dimension"].value_counts()
    return next((one for one in ("region", "rep") if counts.get(one, 0) > 1), "region")


def alt(page: Results) -> Finding:
    """Say what the regions leave, as the picture's text."""
    text = N_("What the plan leaves cannot be told.")
    return next(iter(found(page)), say("leaves", "info", text))


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw margin and contribution of each region."""
    there = page.contribution.where(dimension=drawn(page))
    every = there.keep(there.frame["sales"] > 0)
    rows = every.keep(slice(kinds.MOST))
    panel = over_rows(rows, "node", "contribution margin", ax=ax)
    if not rows.is_empty:
        panel.dots("margin", "before", marker="s")
        panel.dots("contribution", "plan", marker="D")
        panel.cite("contribution")
        panel.ax.margins(x=0.15)
    return panel.finish(of=every, title=N_("Margin, and what costs leave of it"))
