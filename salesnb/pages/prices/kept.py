"""Are prices kept: what of the list is realised, what is below floor, which corridor holds."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, Status, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prices import columns as c
from salesnb.plots import kinds

STATE = {
    "judged": N_("can be judged"),
    "no_lines": N_("no lines in the months judged"),
    "no_list": N_("no list prices"),
    "too_short": N_("too few months or lines"),
}
CLASSES = {"classes": N_("customer classes"), "bands": N_("bands of sales")}
FELL = 0.01  # points of the list value: from here on it is to watch

BASIS = Frame(
    title=N_("What was judged"),
    key="scope",
    shows="net_amount listed_share floored_share n_customers n_judged n_rows n_sellers class_basis",
    nothing="",
    fields=(
        col.SCOPE,
        col.MONTH,
        col.whole("window", N_("Months judged")),
        col.whole("n_months", N_("Months known")),
        col.money("net_amount", N_("Net sales"), shown=COLUMN),
        col.share("listed_share", N_("Of it with a list price")),
        col.share("floored_share", N_("Of it with a floor price")),
        col.whole("n_customers", N_("Customers")),
        col.whole("n_reps", N_("Reps")),
        col.whole("n_judged", N_("Reps whose prices can be judged")),
        col.share("least_seen", N_("Least extra discount that is seen at half of them")),
        col.whole("n_approvals", N_("Price exceptions asked for")),
        col.whole("n_promotions", N_("Promotions")),
        col.whole("n_rows", N_("Rows that say where goods are")),
        col.whole("n_sellers", N_("Customers of these rows")),
        col.whole("n_away", N_("Of these rows in another region")),
        col.share("confidence", N_("Confidence")),
        col.share("least", N_("Least extra discount asked about")),
        col.code("class_basis", N_("Classes by"), CLASSES),
        col.code("state", N_("Discounts"), STATE),
    ),
)

REALISATION = Frame(
    title=N_("What of the list value is realised, and what lies below its floor"),
    grain=N_("one row per dimension and member"),
    key="dimension node",
    order="dimension -list_amount",
    shows=(
        "node list_amount price_realisation change n_below price_compliance below_amount"
        " explained_amount"
    ),
    nothing="",
    fields=(
        col.code("dimension", N_("Dimension"), c.DIMENSION),
        col.member("node", N_("Node"), within="dimension", words=c.NODE),
        col.money("net_amount", N_("Net sales"), shown=COLUMN),
        c.LIST,
        c.REALISED,
        c.BEFORE,
        col.number("change", N_("Change, % points"), digits=6, shown="points"),
        col.whole("n_floored", N_("Lines with a floor price")),
        c.BELOW,
        col.kpi("price_compliance", "price_compliance"),
        c.LACKS,
        c.EXPLAINED,
    ),
)

CORRIDORS = Frame(
    title=N_("Price corridor by product, class and region"),
    key="product_id customer_class region_id",
    order="-amount -net_amount",
    shows=(
        "product_id customer_class region_id n_lines price usual corridor_low corridor_high amount"
    ),
    rows=12,
    nothing="",
    fields=(
        c.PRODUCT,
        c.CLASS,
        c.REGION,
        c.LINES,
        col.money("net_amount", N_("Net sales"), shown=COLUMN),
        col.price("price", N_("Price paid on average")),
        col.price("usual", N_("Usual price")),
        col.price("usual_low", N_("Usual prices, low")),
        col.price("usual_high", N_("Usual prices, high")),
        col.price("list_price", N_("List price")),
        col.price("floor_price", N_("Floor price")),
        col.price("corridor_low", N_("Corridor, low")),
        col.price("corridor_high", N_("Corridor, high")),
        col.code("low_basis", N_("Low end"), c.BASIS),
        col.code("high_basis", N_("High end"), c.BASIS),
        col.code("level", N_("Usual prices of"), c.LEVEL),
        c.BELOW,
        col.money("amount", N_("Lacks of the corridor"), shown=COLUMN),
    ),
)

DECISIONS = (
    Decision(
        "floor",
        N_(
            "Ask who let these lines pass below their floor, and grant such prices beforehand only."
        ),
        N_("head of sales"),
        "realisation.below_amount",
        N_("lacks of floor prices"),
        lever="stop_giving",
    ),
)


def realised(page: Results) -> list[Finding]:
    """Say what of the list value is realised, against the year before."""
    total = page.realisation.where(dimension="total")
    now = total.known("price_realisation")
    both = now.known("before")
    fell = both.keep(both.frame["change"] < -FELL)
    compared = N_(
        "Of the list value {price_realisation} are realised in the last {basis.window} months,"
        " after {before} in as many months before."
    )
    alone = N_(
        "Of the list value {price_realisation} are realised in the last {basis.window} months;"
        " earlier months give nothing to compare with."
    )
    none = N_("No list prices came in, so that what of them is realised cannot be told.")
    if page.basis.is_empty or page.basis.first["state"] == "no_lines":
        text = N_("No lines with a price came in for the months judged: nothing can be said.")
        return [say("realised", "info", text)]
    cases: list[tuple] = [(fell, "watch", compared), (both, "info", compared)]
    cases += [(now, "info", alone)]
    return [say_first("realised", *cases, otherwise=none, basis=page.basis.first)]


def floors(page: Results) -> list[Finding]:
    """Say how many lines lie below their floor, and how much of that was granted or promoted."""
    total = page.realisation.where(dimension="total")
    total = total.keep(total.frame["n_floored"] > 0)
    if total.is_empty:
        if page.realisation.is_empty:
            return []
        text = N_(
            "No floor prices came in: prices are held against the usual ones of the same product."
        )
        return [say("floor", "info", text)]
    row = total.first
    if not row["n_below"]:
        return [say("floor", "good", N_("All {n_floored} lines keep to their floor price."), row)]
    text = N_(
        "{n_below} of {n_floored} lines lie below their floor price and lack {below_amount} of it;"
        " of that {explained_amount} was granted or promoted."
    )
    is_open = row["below_amount"] > 2 * row["explained_amount"]
    status: Status = "act" if is_open else "watch"
    return [say("floor", status, text, row)]


def found(page: Results) -> list[Finding]:
    """Say what is realised and what lies below its floor."""
    return [*realised(page), *floors(page)]


def corridor(page: Results) -> list[Finding]:
    """Say where most is lacking of the corridor, and what its ends rest on."""
    rows = page.corridors
    if rows.is_empty:
        return []
    text = N_(
        "Most is lacking at {product_id} for class {customer_class} in {region_id}: {amount} below"
        " a corridor that begins at {corridor_low} ({low_basis}); {price} is paid there on average."
    )
    none = N_("No line of any product lies below its corridor.")
    below = rows.keep(rows.frame["amount"] > 0)
    return [say_first("corridor", (below, "info", text), otherwise=none)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw what is realised by product group."""
    groups = page.realisation.where(dimension="product_group").known("price_realisation")
    title = N_("Realised of the list value, by product group")
    return kinds.bars(
        groups.by("-price_realisation"), "node", "price_realisation", ax=ax, title=title
    )
