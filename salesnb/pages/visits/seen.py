"""What inspections saw and what changed, and how far the register of outlets reaches."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.pages.visits import columns as c

ASPECT = {
    "stock": N_("stock"),
    "price": N_("price"),
    "display": N_("display"),
    "competitor": N_("competitor"),
    "complaint": N_("complaint"),
}
REASON = {"name": N_("the same name in a region"), "place": N_("one customer at one place")}
OUTLET = col.ident("outlet_id", N_("Outlet"), of="outlets", words={"": N_("no outlet")})
COMPETITOR = col.ident("competitor_id", N_("Competitor"), of="competitors", words={"": N_("none")})
MOST = 40  # rows behind a region's own name in a table

INSPECTION_PANEL = Frame(
    title=N_("Stock, price and display of outlets, with what was seen before"),
    key="outlet_id customer_id aspect product_id competitor_id inspected_on",
    order="-inspected_on outlet_id aspect",
    shows="inspected_on outlet_id aspect product_id before_on before value change",
    rows=10,
    nothing="",
    fields=(
        OUTLET,
        c.CUSTOMER,
        col.code("aspect", N_("Aspect"), ASPECT),
        c.PRODUCT,
        COMPETITOR,
        c.REP,
        col.day("inspected_on", N_("Seen on")),
        col.number("value", N_("Value"), digits=3, shown="decimal"),
        col.day("before_on", N_("Seen before on")),
        col.number("before", N_("Value before"), digits=3, shown="decimal"),
        col.share("change", N_("Change"), shown="growth"),
    ),
)
INSPECTED = Frame(
    title=N_("Inspections of the month, and changes since the last"),
    key="aspect",
    order="aspect",
    nothing="",
    fields=(
        col.code("aspect", N_("Aspect"), ASPECT),
        col.whole("n_seen", N_("Seen")),
        col.whole("n_outlets", N_("Outlets")),
        col.whole("n_again", N_("Seen before")),
        col.whole("n_up", N_("Higher")),
        col.whole("n_down", N_("Lower")),
        col.whole("n_same", N_("The same")),
        col.whole("n_none", N_("At nought")),
        col.share("change", N_("Change in the middle"), shown="growth"),
        col.share("change_low", N_("Lower quarter of changes"), shown="growth"),
        col.share("change_high", N_("Upper quarter of changes"), shown="growth"),
    ),
)
REGISTERED = Frame(
    title=N_("The register of outlets, by region"),
    key="node",
    order="-n_outlets",
    total="node",
    rows=15,
    nothing="",
    fields=(
        col.ident("node", N_("Region"), of="regions", words=c.TOTAL),
        col.whole("n_outlets", N_("Outlets")),
        col.whole("n_customers", N_("Customers of such kinds")),
        col.whole("n_registered", N_("Of these registered")),
        col.share("covered", N_("Registered, share")),
        col.whole("n_linked", N_("Outlets of customers")),
        col.whole("n_closed", N_("Closed")),
        col.whole("n_new", N_("New in a year")),
        col.whole("n_changed", N_("Changed status in a year")),
        col.whole("n_twins", N_("Standing twice")),
    ),
)
TURNS = Frame(
    title=N_("Changes of status in a year"),
    key="before after",
    order="-n",
    nothing="",
    fields=(
        col.text("before", N_("From")),
        col.text("after", N_("To")),
        col.whole("n", N_("Outlets")),
    ),
)
TWINS = Frame(
    title=N_("Entries that may be one outlet"),
    key="other_id",
    order="region_id outlet_id",
    shows="outlet_id other_id region_id reason",
    rows=8,
    nothing="",
    fields=(
        OUTLET,
        col.ident("other_id", N_("Entered again as"), of="outlets"),
        col.REGION,
        col.text("name", N_("Name")),
        col.code("reason", N_("Alike by"), REASON),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what inspections saw change, and how far the register reaches."""
    return [*_inspected(page), *_registered(page)]


def _inspected(page: Results) -> list[Finding]:
    rows = page.inspected
    if rows.is_empty:
        text = N_("No inspection of the month is known.")
        return [say("inspected", "info", text)]
    said = []
    for row in rows.where(aspect="stock"):
        text = N_(
            "Stock was looked at in {n_outlets} places, product by product {n_seen} times: at"
            " nought {n_none}; against the inspection before higher {n_up}, lower {n_down}."
        )
        said.append(say("stock", "watch" if row["n_none"] else "info", text, row))
    for row in rows.where(aspect="price").known("change"):
        text = N_(
            "Prices seen again at the same place: {n_again}; in the middle they changed by {change}"
            " since the inspection before (half of them between {change_low} and {change_high})."
        )
        said.append(say("prices", "info", text, row))
    for row in rows.where(aspect="display"):
        text = N_(
            "Display was graded in {n_outlets} places: better than before {n_up}, worse {n_down},"
            " none at all {n_none}."
        )
        said.append(say("display", "info", text, row))
    return said


def _registered(page: Results) -> list[Finding]:
    rows = page.registered.where(node="total")
    if rows.is_empty:
        return [say("registered", "info", N_("No outlet is registered."))]
    row = rows.first
    if row.is_known("covered"):
        text = N_(
            "Registered are {n_outlets} outlets, {n_new} of them within a year; of the customers of"
            " the kinds that are registered {n_registered} of {n_customers} have one ({covered})."
        )
    else:
        text = N_(
            "Registered are {n_outlets} outlets, {n_new} of them within a year; none is tied to a"
            " customer, so that coverage is not told."
        )
    said = [say("registered", "info", text, row)]
    if row["n_twins"]:
        text = N_("Entries of the register that stand twice: {n_twins} of {n_outlets}.")
        said.append(say("twins", "watch", text, row))
    for turn in page.turns.by("-n").take(slice(1)):
        text = N_(
            "The most frequent change of status within a year: from {before} to {after}, {n}."
        )
        said.append(say("turns", "info", text, turn))
    return said


def moved(page: Results) -> Result:
    """Return what changed most in the inspections of the closed month."""
    rows = page.inspection_panel.known("change")
    month = rows.frame["inspected_on"].astype(str).str[:7]
    return rows.keep((month == month.max()).to_numpy()).by("-|change|") if len(month) else rows


def tables(page: Results) -> list[TableView]:
    """Return inspections of the month, what changed most, and the register."""
    shown = [page.inspected.table(), moved(page).table(), page.registered.table()]
    more = [page.turns.table(folded=True)] if not page.turns.is_empty else []
    twins = [page.twins.table()] if not page.twins.is_empty else []
    return [one for one in [*shown, *twins, *more] if not one.result.is_empty]
