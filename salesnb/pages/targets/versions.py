"""What changed since the plan was last issued: by cause, by member, by control and cell."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c
from salesnb.plots import kinds

STATE = {
    "first": N_("first plan of the year"),
    "other_year": N_("the plan before was of another year"),
    "nothing": N_("nothing is targeted"),
    "compared": N_("compared"),
}
STEP = {
    "before": N_("as issued"),
    "closed": N_("closed months"),
    "expected": N_("forecast and history"),
    "decided": N_("controls"),
    "both": N_("forecast and controls"),
    "now": N_("now"),
}
CHANGE = {"added": N_("added"), "changed": N_("changed"), "dropped": N_("dropped")}
KIND = {
    "total": N_("total"),
    "hold": N_("hold"),
    "floor": N_("floor"),
    "cap": N_("cap"),
}
AMOUNT_OF = {
    "added": ["amount_after"],
    "changed": ["amount_before", "amount_after"],
    "dropped": ["amount_before"],
}
OF_ALL = {
    "added": N_("New: {kind} of the whole for {period}, {amount_after} ({author}: {reason})."),
    "changed": N_(
        "Changed: {kind} of the whole for {period}, from {amount_before} to {amount_after}"
        " ({author}: {reason})."
    ),
    "dropped": N_(
        "No longer there: {kind} of the whole for {period}, {amount_before} ({author}: {reason})."
    ),
}
OF_SOME = {
    "added": N_("New: {kind} of {node} for {period}, {amount_after} ({author}: {reason})."),
    "changed": N_(
        "Changed: {kind} of {node} for {period}, from {amount_before} to {amount_after}"
        " ({author}: {reason})."
    ),
    "dropped": N_(
        "No longer there: {kind} of {node} for {period}, {amount_before} ({author}: {reason})."
    ),
}
OPEN = {  # a hold without an amount keeps what is there
    "added": N_("New: {kind} of {node} for {period}, as it is ({author}: {reason})."),
    "changed": N_("Changed: {kind} of {node} for {period} ({author}: {reason})."),
    "dropped": N_("No longer there: {kind} of {node} for {period} ({author}: {reason})."),
}
MOST_SAID = 3  # changed controls that sentences speak of
TERRITORY = col.money("territory", N_("Customers that changed hands"), shown=COLUMN)
CAUSES = (
    col.money("closed", N_("Closed months"), shown=COLUMN),
    col.money("expected", N_("Forecast and history"), shown=COLUMN),
    col.money("decided", N_("Controls"), shown=COLUMN),
    col.money("both", N_("Forecast and controls"), shown=COLUMN),
)
BEFORE = col.money("before", N_("As issued"), shown=COLUMN)
NOW = col.money("now", N_("Now"), shown=COLUMN)
CHANGED = col.money("change", N_("Change"), shown=COLUMN)


def _amounts() -> tuple[Field, ...]:
    return (BEFORE, TERRITORY, *CAUSES, NOW, CHANGED)


SINCE = Frame(
    name="since",
    title=N_("What changed since the plan was issued"),
    grain=N_("one row"),
    key="scope",
    fields=(
        col.SCOPE,
        col.code("state", N_("State"), STATE),
        col.text("year", N_("Year planned")),
        col.month("issued", N_("Issued in")),
        col.text("version", N_("Version")),
        *_amounts(),
        col.whole("n_moved", N_("Customers that changed hands")),
        col.whole("n_controls", N_("Changed controls")),
    ),
)

CHANGED_STEPS = Frame(
    name="changed_steps",
    title=N_("From the plan as issued to the plan now"),
    grain=N_("one row per cause"),
    key="step",
    nothing="",
    fields=(
        col.code("step", N_("Cause"), STEP),
        col.money("amount", N_("Amount"), shown=COLUMN),
    ),
)

CHANGED_NODES = Frame(
    name="changed_nodes",
    title=N_("What changed for whom"),
    grain=N_("one row per dimension and member"),
    key="dimension node",
    order="dimension -now node",
    shows="node before territory closed expected decided both now change",
    optional="territory closed",
    nothing="",
    fields=(
        c.WAY,
        c.NODE,
        *_amounts(),
    ),
)

CHANGED_CONTROLS = Frame(
    name="changed_controls",
    title=N_("Controls that changed"),
    grain=N_("one row per control"),
    key="place",
    shows="change kind node period amount_before amount_after author reason decided_on",
    nothing="",
    fields=(
        col.whole("place", N_("Number")),
        col.code("change", N_("What happened"), CHANGE),
        col.code("kind", N_("Kind"), KIND),
        col.text("period", N_("Period")),
        c.WAY,
        c.NODE,
        col.named("product_group", N_("Product group"), of="product_groups", words=c.NONE),
        *c.DIMENSIONS[:-1],
        col.money("amount_before", N_("Amount as issued"), shown=COLUMN),
        col.money("amount_after", N_("Amount now"), shown=COLUMN),
        col.text("author", N_("Author")),
        col.text("reason", N_("Reason")),
        col.day("decided_on", N_("Decided on")),
    ),
)

CHANGED_CELLS = Frame(
    name="changed_cells",
    title=N_("Customers and product groups that moved most"),
    grain=N_("one row per region, rep, customer and product group"),
    key="region_id rep_id customer_id product_group",
    order="-|change| region_id rep_id customer_id product_group",
    nothing="",
    fields=(
        *(one for one in c.DIMENSIONS if one.name in {"region_id", "rep_id", "customer_id"}),
        col.named("product_group", N_("Product group"), of="product_groups", words=c.UNASSIGNED),
        BEFORE,
        NOW,
        CHANGED,
    ),
)


def headline(page: Results) -> Finding:
    """Say from which plan this one came, and by how much the year's total moved by which cause."""
    since = page.since
    first = N_("This is the first plan of {year}: none was issued before that it could be held to.")
    other = N_(
        "This is the first plan of {year}: the one of {issued} was that of another year, and is not"
        " compared."
    )
    nothing = N_(
        "Nothing is targeted now, so that the plan of {year} as issued in {issued} stands; controls"
        " that changed since: {n_controls}."
    )
    text = N_(
        "Since the plan of {issued} the total of {year} moved by {change:money_change}, from"
        " {before} to {now}: forecast and history {expected:money_change}, controls"
        " {decided:money_change}, closed months {closed:money_change}."
    )
    still = N_("The total of {year} is still that of the plan of {issued}: {now}.")
    both = N_(
        "Since the plan of {issued} the total of {year} moved by {change:money_change}, from"
        " {before} to {now}: closed months {closed:money_change}, forecast and controls together"
        " {both:money_change}; the controls of then cannot hold any more."
    )
    compared = since.where(state="compared")
    return say_first(
        "since",
        (compared.known("both"), "watch", both),
        (compared.keep((compared.frame["change"] == 0).to_numpy()), "info", still),
        (compared, "info", text),
        (since.where(state="nothing"), "act", nothing),
        (since.where(state="other_year"), "info", other),
        (since.where(state="first"), "info", first),
        otherwise=N_("Nothing is targeted, and nothing was before."),
    )


def drafted(since: Result) -> list[Finding]:
    """Say that the plan before was never issued."""
    rows = since.where(state="compared", version="draft")
    text = N_("The plan of {issued} was never issued: its draft is what this one is held against.")
    return [say("since_draft", "info", text, row) for row in rows]


def controls(changed: Result) -> list[Finding]:
    """Say which controls changed, by whom and why; the first ones."""
    found = []
    for row in list(changed)[:MOST_SAID]:
        known = all(row.is_known(one) for one in AMOUNT_OF[row["change"]])
        texts = (OF_ALL if row["dimension"] == "total" else OF_SOME) if known else OPEN
        found.append(say("changed_control", "info", texts[row["change"]], row))
    return found


def members(page: Results) -> list[Finding]:
    """Say which rep, and which region, moved most in either direction."""
    text = N_(
        "By {up.dimension} the plan of {up.node} rose most: {up.change:money_change}, from"
        " {up.before} to {up.now}; that of {down.node} fell most: {down.change:money_change}."
    )
    one = N_(
        "By {dimension} the plan of {node} moved most: {change:money_change}, from {before} to"
        " {now}."
    )
    found = []
    for dimension in ("region", "rep"):
        moved = page.changed_nodes.where(dimension=dimension)
        moved = moved.keep((moved.frame["change"] != 0).to_numpy())
        up = moved.keep((moved.frame["change"] > 0).to_numpy()).by("-change node")
        down = moved.keep((moved.frame["change"] < 0).to_numpy()).by("change node")
        if up.is_empty or down.is_empty:
            found += [
                say("moved", "info", one, row) for row in list(moved.by("-|change| node"))[:1]
            ]
        else:
            found.append(say("moved", "info", text, up=up.first, down=down.first))
    return found


def territory(page: Results) -> list[Finding]:
    """Say how many customers changed hands, and whose plan that moved most."""
    rows = page.changed_nodes.where(dimension="rep")
    rows = rows.keep((rows.frame["territory"] != 0).to_numpy()).by("-|territory| node")
    text = N_(
        "{all.n_moved} customers changed hands since: for {node} that alone moves"
        " {territory:money_change}."
    )
    return [say("territory", "info", text, row, all=page.since.first) for row in list(rows)[:1]]


def found(page: Results) -> list[Finding]:
    """Say all of the section but its headline."""
    return [
        *drafted(page.since),
        *controls(page.changed_controls),
        *territory(page),
        *members(page),
    ]


def answer(page: Results) -> list[Finding]:
    """Say how the total moved since it was issued, where it was compared."""
    return [] if page.since.where(state="compared").is_empty else [headline(page)]


def tables(page: Results) -> list[Result]:
    """Return what changed by dimension, a table each."""
    nodes = page.changed_nodes
    there = set(nodes.frame["dimension"])
    return [nodes.where(dimension=one) for one in c.DIMENSION if one in there]


def draw_steps(steps: Result, ax: Axes | None = None) -> Axes:
    """Draw how the total came from the plan as issued to the plan now."""
    return kinds.waterfall(
        steps, "step", "amount", ax=ax, title=N_("From the plan as issued to the plan now")
    )
