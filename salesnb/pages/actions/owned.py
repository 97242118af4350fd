"""Who answers for each part of the month's targets, and what the month asks of each rep."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.actions import columns as c

DIMENSION = {
    "total": N_("the whole"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
    "settlement": N_("settlement method"),
    "sales_method": N_("sales method"),
    "customer": N_("customer"),
}
BY = {
    "stated": N_("named in plan/owners.toml"),
    "above": N_("named there for the region above"),
    "rep": N_("the rep whose target it is"),
    "shares": N_("looks after the customer"),
    "manager": N_("leads the reps concerned"),
    "colleague": N_("works in the same region"),
    "largest": N_("nobody is named: leads most reps"),
    "role": N_("nobody is named: a role"),
}
WHO = {"owner": N_("owner"), "deputy": N_("deputy")}
BASIS = {
    "issued_plan": N_("the plan as issued"),
    "issued_targets": N_("targets set before"),
    "none": N_("no target"),
}
WORDS = {"": N_("not a rep")}

ASSIGNMENTS = Frame(
    title=N_("Who answers for which target"),
    key="dimension node",
    order="dimension -sales",
    shows="node sales collections new_customers owner_id owner deputy_id deputy owner_by",
    groups="dimension",
    optional="new_customers",
    rows=40,
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), DIMENSION),
        col.member("node", N_("Part"), within="dimension"),
        c.SALES,
        c.COLLECTIONS,
        c.NEW,
        col.ident("owner_id", N_("Owner, a rep"), of="reps", words=WORDS),
        col.message("owner", N_("Owner")),
        col.code("owner_by", N_("Why"), BY),
        col.ident("deputy_id", N_("Deputy, a rep"), of="reps", words=WORDS),
        col.message("deputy", N_("Deputy")),
        col.code("deputy_by", N_("Why this deputy"), BY),
        col.flag("is_fallback", N_("Nobody is named")),
    ),
)

LINKS = Frame(
    title=N_("How owners and deputies were found"),
    key="dimension who by",
    order="dimension who",
    groups="dimension",
    nothing="",
    rows=40,
    fields=(
        col.code("dimension", N_("Dimension"), DIMENSION),
        col.code("who", N_("Who"), WHO),
        col.code("by", N_("How"), BY),
        col.whole("n_cells", N_("Targets")),
        c.SALES,
    ),
)

CELLS = Frame(
    title=N_("Targets and their owners, counted"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_cells", N_("Targets")),
        col.whole("n_fallbacks", N_("For which nobody is named")),
        col.whole("n_unknown", N_("That have a role only")),
        col.code("basis", N_("What the targets are"), BASIS),
    ),
)

MONTH_PLAN = Frame(
    title=N_("Monthly plan by rep, customer and product group"),
    key="rep_id customer_id product_group",
    order="rep_id -sales",
    nothing="",
    fields=(
        c.REP,
        c.CUSTOMER,
        col.text("product_group", N_("Product group")),
        c.SALES,
        c.COLLECTIONS,
    ),
)

REP_PLAN = Frame(
    title=N_("What the month asks of each rep"),
    key="rep_id",
    order="-sales",
    shows="rep_id sales expected beyond collections new_customers n_customers",
    optional="new_customers expected beyond",
    nothing="",
    fields=(
        c.REP,
        c.SALES,
        c.COLLECTIONS,
        c.NEW,
        col.whole("n_customers", N_("Customers")),
        col.money("expected", N_("Forecast"), shown=COLUMN),
        col.money("beyond", N_("Asked beyond the forecast"), shown=COLUMN),
        col.money("off", N_("Plan of customers less target")),
    ),
)

DECISIONS = (
    Decision(
        "fallback",
        N_("Name an owner and a deputy in plan/owners.toml for each part that has none."),
        N_("head of sales"),
        lever="secure",
    ),
)


def found(page: Results) -> list[Finding]:
    """Say how many targets have an owner and a deputy at work, and for which nobody is named."""
    if page.cells.is_empty:
        text = N_("No target is set for the month ahead: nobody has anything to answer for.")
        return [say("owned", "watch", text)]
    row = page.cells.first
    text = N_(
        "Targets of the month ahead, of parts and of customers ({basis}): {n_cells}. Each has an"
        " owner and a deputy, another person."
    )
    roles = N_(
        "Targets of the month ahead, of parts and of customers ({basis}): {n_cells}. Of these"
        " {n_unknown} are owned by a role, because no rep who is there leads the others."
    )
    said = [say("owned", "watch" if row["n_unknown"] else "good", _either(row, text, roles), row)]
    if row["n_fallbacks"]:
        text = N_(
            "Targets for which nobody is named as owner or deputy, so that a head of reps or a role"
            " stands in: {n_fallbacks} of {n_cells}."
        )
        said.append(say("fallback", "watch", text, row))
    return [*said, *_asked(page)]


def _either(row: object, text: str, roles: str) -> str:
    return roles if row["n_unknown"] else text  # type: ignore[index]


def _asked(page: Results) -> list[Finding]:
    """Say of whom most is asked beyond the forecast, and what has no rep at work."""
    known = page.rep_plan.known("expected sales")
    hard = known.keep((known.frame["beyond"] > 0).to_numpy()).by("-beyond")
    text = N_(
        "Most beyond the forecast is asked of {rep_id}: {sales} of sales where {expected} is"
        " forecast, {beyond} more."
    )
    said = [say("asked", "info", text, row) for row in hard.take(slice(1))]
    alone = page.month_plan.where(customer_id="(unassigned)").by("-sales")
    lone = N_("The target of {rep_id} ({sales} of sales) has no customer who bought in a year.")
    status: Status = "watch"
    return [*said, *[say("alone", status, lone, row) for row in alone.take(slice(2))]]


def answer(page: Results) -> list[Finding]:
    """Say how many targets are owned."""
    return found(page)[:1]


def tables(page: Results) -> list[TableView]:
    """Return the owners of parts, how they were found, and what the month asks of each rep."""
    parts = page.assignments
    shown = parts.keep((parts.frame["dimension"] != "customer").to_numpy())
    return [page.rep_plan.table(), shown.table(folded=True), page.links.table(folded=True)]
