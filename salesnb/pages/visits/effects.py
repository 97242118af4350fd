"""Does preparation tell, and which action pays: effects with ranges and verdicts."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.visits import columns as c
from salesnb.pages.visits import words as w
from salesnb.plots import kinds

KIND = {
    "visit": N_("a visit"),
    "aim": N_("a visit with an aim"),
    "readiness": N_("readiness"),
    "preparation": N_("a part of preparation"),
}
ACTION = {"visit": N_("any aim"), **c.OBJECTIVE, **w.PART}
OUTCOME = {
    "orders": N_("orders of the month after"),
    "met": N_("chance to meet the aim"),
    "days_sooner": N_("days that money comes sooner"),
}
UNITS = {"share": N_("share of orders"), "points": N_("share of aims"), "days": N_("days")}
WHEN = {
    "before": N_("the month before a visit"),
    "same": N_("the month of a visit"),
    "after": N_("the month after a visit"),
    "naive": N_("customers with one visit more"),
}
COVERS = {
    "yes": N_("earns its cost"),
    "no": N_("does not earn its cost"),
    "cannot_tell": N_("cannot tell"),
    "": N_("worth or cost not known"),
}
RANGE = "effect effect_low effect_high smallest_visible verdict"

ACTION_EFFECTS = Frame(
    name="action_effects",
    title=N_("Effects of actions"),
    key="kind action outcome customer_class",
    order="kind",
    shows="action outcome customer_class n effect effect_low effect_high verdict unit",
    nothing="",
    fields=(
        col.code("kind", N_("Kind"), KIND),
        col.code("action", N_("Action"), ACTION),
        col.code("outcome", N_("On what"), OUTCOME),
        col.code("customer_class", N_("Class"), c.CLASS),
        col.whole("n", N_("Cases")),
        col.number("effect", N_("Effect"), digits=6, shown="factor"),
        col.number("effect_low", N_("Effect, low"), digits=6, shown="factor"),
        col.number("effect_high", N_("Effect, high"), digits=6, shown="factor"),
        col.number("smallest_visible", N_("Smallest that would be seen"), digits=6, shown="factor"),
        c.VERDICTS,
        col.code("unit", N_("Unit"), UNITS),
    ),
)
VISITS_TOLD = Frame(
    title=N_("What another visit brings in orders of the month after"),
    key="customer_class",
    order="customer_class",
    shows=f"customer_class {RANGE} worth cost covers",
    nothing="",
    fields=(
        col.code("customer_class", N_("Class"), c.CLASS),
        col.whole("n", N_("Visits")),
        col.whole("n_orders", N_("Orders")),
        *c.effect("growth"),
        c.VERDICTS,
        c.UNSURE,
        col.whole("n_year", N_("Visits of the year")),
        col.money("sales_a_month", N_("Usual sales a month"), shown=COLUMN),
        col.share("margin_share", N_("Margin, of sales")),
        col.money("worth", N_("Margin that it brings"), shown=COLUMN),
        col.money("worth_low", N_("Margin, low"), shown=COLUMN),
        col.money("worth_high", N_("Margin, high"), shown=COLUMN),
        col.number("hours", N_("Hours with the way"), digits=3, shown="tenths"),
        col.money("hour_cost", N_("Cost of an hour")),
        col.money("cost", N_("Cost of a visit"), shown=COLUMN),
        col.money("spent", N_("Cost of the year's visits"), shown=COLUMN),
        col.code("covers", N_("Margin against cost"), COVERS),
    ),
)
AIMS_TOLD = Frame(
    title=N_("What a visit brings in orders, by its aim"),
    key="action",
    order="-effect",
    nothing="",
    fields=(
        col.code("action", N_("Aim"), c.OBJECTIVE),
        col.whole("n", N_("Visits")),
        *c.effect("growth"),
        c.VERDICTS,
        c.UNSURE,
    ),
)
TIMING = Frame(
    title=N_("Orders above usual, around a visit"),
    key="when",
    order="when",
    nothing="",
    fields=(col.code("when", N_("When"), WHEN), *c.effect("growth"), c.VERDICTS),
)
PREPARED_TOLD = Frame(
    title=N_("What preparation adds to the chance of meeting an aim"),
    key="action",
    order="action",
    nothing="",
    fields=(
        col.code("action", N_("Prepared"), w.PART),
        col.whole("n", N_("Aims")),
        col.whole("n_met", N_("Met")),
        *c.effect("points"),
        c.VERDICTS,
    ),
)
COLLECTED = Frame(
    title=N_("What a visit to collect brings in days"),
    key="action",
    shows=f"n days_with days_without {RANGE}",
    nothing="",
    fields=(
        col.code("action", N_("Aim"), c.OBJECTIVE),
        col.whole("n", N_("Instalments with such a visit")),
        col.whole("n_all", N_("Instalments looked at")),
        col.number("days_with", N_("Days late with it"), digits=3, shown="tenths"),
        col.number("days_without", N_("Days late without"), digits=3, shown="tenths"),
        col.number("effect", N_("Days sooner, all else alike"), digits=3, shown="tenths"),
        col.number("effect_low", N_("Days sooner, low"), digits=3, shown="tenths"),
        col.number("effect_high", N_("Days sooner, high"), digits=3, shown="tenths"),
        col.number("smallest_visible", N_("Smallest that would be seen"), digits=3, shown="tenths"),
        c.VERDICTS,
    ),
)
EFFECTS_BASIS = Frame(
    title=N_("What effects are read from"),
    key="scope",
    nothing="",
    fields=(
        col.SCOPE,
        col.whole("n_visits", N_("Visits made")),
        col.month("first_month", N_("From")),
        col.whole("n_months", N_("Months")),
        col.whole("n_customers", N_("Customers visited")),
        col.whole("n_aims", N_("Aims of visits")),
        col.whole("n_measured", N_("Aims measured")),
        col.whole("n_numbers", N_("By result against target")),
        col.whole("n_contradicted", N_("Stated otherwise than measured")),
        col.whole("n_met", N_("Aims met")),
        col.whole("n_ready", N_("Aims with readiness")),
        col.share("confidence", N_("Confidence of ranges")),
        col.share("matters", N_("Least effect worth having")),
        col.number("matters_days", N_("Least effect, in days"), digits=3, shown="tenths"),
    ),
)
DECISIONS = (
    Decision(
        "no_cover",
        N_("Visit customers of this class less, or by telephone, and give the hours to others."),
        N_("head of sales"),
        "visits_told.spent",
        N_("cost of a year's visits to the class"),
        lever="move_means",
        asks="manager",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say what another visit brings, and whether preparation tells."""
    return [*_visits(page)[:1], *_ready(page)]


def found(page: Results) -> list[Finding]:
    """Say what visits, aims and visits to collect bring, and what of preparation tells."""
    said = [*_visits(page), *_classes(page), *_follow(page), *_aims(page)]
    return [*said, *_collected(page), *_ready(page), *_contradicted(page)]


def _visits(page: Results) -> list[Finding]:
    """Say what another visit brings over all customers, beside the naive answer."""
    rows = page.visits_told.where(customer_class="all")
    if rows.is_empty or rows.first["verdict"] == "few":
        text = N_(
            "What a visit brings in orders cannot be told: too few orders or visits that differ"
            " from month to month are known."
        )
        return [say("visits", "info", text)]
    row, naive = rows.first, page.timing.where(when="naive")
    texts: dict[str, tuple[Status, str]] = {
        "pays": (
            "good",
            N_(
                "Another visit changes orders of the month after by {effect} ({effect_low} to"
                " {effect_high}), read from {n} visits."
            ),
        ),
        "harms": (
            "watch",
            N_(
                "After a visit more than usual customers order less: {effect} in the month after"
                " ({effect_low} to {effect_high}); look at what visits are for."
            ),
        ),
        "no_effect": (
            "watch",
            N_(
                "No effect of another visit on orders of the month after that would be worth having"
                " is seen: {effect} ({effect_low} to {effect_high}), read from {n} visits."
            ),
        ),
        "cannot_tell": (
            "info",
            N_(
                "Whether another visit brings orders in the month after cannot be told: {effect}"
                " ({effect_low} to {effect_high}); only an effect of {smallest_visible} or more"
                " would have been seen."
            ),
        ),
    }
    status, text = texts[row["verdict"]]
    said = [say("visits", status, text, row)]
    if not naive.is_empty:
        text = N_(
            "Read naively, a visit more a month goes with {effect} in orders: customers are mostly"
            " visited more because they buy more. The range above compares each with itself."
        )
        said.append(say("naive", "info", text, naive.first))
    return said


def _classes(page: Results) -> list[Finding]:
    """Say in which class a visit earns its cost, and in which it does not."""
    rows = page.visits_told
    rows = rows.keep((rows.frame["customer_class"] != "all").to_numpy())
    said = []
    for row in rows.where(covers="yes"):
        text = N_(
            "In class {customer_class} another visit brings {worth} of margin ({worth_low} to"
            " {worth_high}) in the month after, for a cost of {cost}: it pays."
        )
        said.append(say("cover", "good", text, row))
    for row in rows.where(covers="no"):
        text = N_(
            "In class {customer_class} another visit brings {worth} of margin ({worth_low} to"
            " {worth_high}) in the month after and costs {cost}: it does not earn its cost by these"
            " orders. The visits of the year to this class ({n_year}) cost {spent}."
        )
        said.append(say("no_cover", "watch", text, row))
    for row in rows.where(covers="cannot_tell"):
        text = N_(
            "In class {customer_class} it cannot be told whether another visit earns its cost of"
            " {cost}: it brings {worth} of margin, in the range {worth_low} to {worth_high}."
        )
        said.append(say("cover_untold", "info", text, row))
    return said


def _follow(page: Results) -> list[Finding]:
    """Say whether visits follow orders, so that the range is wider."""
    rows = page.timing.where(when="before")
    said = []
    for verdict, text in (
        (
            "pays",
            N_(
                "Orders lie {effect} from usual the month before a visit ({effect_low} to"
                " {effect_high}): reps go where orders come. What visits bring on top"
                " lies anywhere in the wider ranges of the table."
            ),
        ),
        (
            "harms",
            N_(
                "Orders lie {effect} from usual the month before a visit ({effect_low} to"
                " {effect_high}): reps go where orders stayed away. What visits bring"
                " lies anywhere in the wider ranges of the table."
            ),
        ),
    ):
        said += [say("follow", "info", text, row) for row in rows.where(verdict=verdict)]
    return said


def _aims(page: Results) -> list[Finding]:
    """Say which aims bring orders, and how many cannot be told."""
    rows, said = page.aims_told, []
    for row in rows.where(verdict="pays").by("-effect"):
        text = N_(
            "Visits with this aim change orders of the month after by {effect} ({effect_low} to"
            " {effect_high}; visits: {n}): {action}."
        )
        said.append(say("aim_pays", "good", text, row))
    for row in rows.where(verdict="harms"):
        text = N_(
            "After visits with this aim customers order less, {effect} ({effect_low} to"
            " {effect_high}; visits: {n}): {action}."
        )
        said.append(say("aim_harms", "watch", text, row))
    known = rows.known("smallest_visible")
    rest = known.keep(known.frame["verdict"].isin(["cannot_tell", "no_effect"]).to_numpy())
    if not rest.is_empty:
        others = N_(
            "No other aim can be told apart from no effect on orders. The smallest that would have"
            " been seen is {smallest_visible}, of: {action}."
        )
        none = N_(
            "No aim can be told apart from no effect on orders. The smallest that would have been"
            " seen is {smallest_visible}, of: {action}."
        )
        text = others if said else none
        said.append(say("aims_untold", "info", text, rest.by("smallest_visible").first))
    return said


def _collected(page: Results) -> list[Finding]:
    """Say whether visits to collect bring money sooner."""
    said = []
    for row in page.collected:
        said.append(say("collecting", *_collecting(row), row))
    return said


def _collecting(row: Row) -> tuple[Status, str]:
    texts: dict[str, tuple[Status, str]] = {
        "pays": (
            "good",
            N_(
                "A visit to collect in the month before the due day brings money {effect} days"
                " sooner ({effect_low} to {effect_high}; instalments with such a visit: {n})."
            ),
        ),
        "harms": (
            "watch",
            N_(
                "Instalments with a visit to collect before the due day are paid later than others"
                " of the same customer: by {effect} days sooner, in the range {effect_low} to"
                " {effect_high}. Reps may go where they expect trouble."
            ),
        ),
        "no_effect": (
            "watch",
            N_(
                "No effect of visits to collect that would be worth having is seen: {effect} days"
                " sooner ({effect_low} to {effect_high}; instalments with such a visit: {n})."
            ),
        ),
        "cannot_tell": (
            "info",
            N_(
                "Whether visits to collect bring money sooner cannot be told: {effect} days"
                " ({effect_low} to {effect_high}); {smallest_visible} days or more would have been"
                " seen."
            ),
        ),
        "few": (
            "info",
            N_(
                "Whether visits to collect bring money sooner cannot be told: instalments with such"
                " a visit before their due day: {n}."
            ),
        ),
    }
    return texts[row["verdict"]]


def _ready(page: Results) -> list[Finding]:
    """Say whether readiness tells whether aims are met."""
    rows = page.prepared_told.where(action="readiness")
    if rows.is_empty:
        return []
    texts: dict[str, tuple[Status, str]] = {
        "pays": (
            "good",
            N_(
                "Prepared visits meet their aims more: one more of the five parts moves the"
                " chance by {effect} points ({effect_low} to {effect_high}; aims measured: {n})."
            ),
        ),
        "harms": (
            "watch",
            N_(
                "The more prepared, the less visits meet their aims: {effect} points for one more"
                " part ({effect_low} to {effect_high}; aims measured: {n}). Harder aims may be"
                " prepared more."
            ),
        ),
        "no_effect": (
            "watch",
            N_(
                "Readiness does not tell whether aims are met: {effect} points for one more part"
                " ({effect_low} to {effect_high}; aims measured: {n})."
            ),
        ),
        "cannot_tell": (
            "info",
            N_(
                "Whether readiness helps to meet aims cannot be told: {effect} points for one more"
                " part ({effect_low} to {effect_high}); {smallest_visible} points or more would"
                " have been seen."
            ),
        ),
        "few": (
            "info",
            N_(
                "Whether readiness helps to meet aims cannot be told: aims measured with their"
                " readiness: {n}."
            ),
        ),
    }
    status, text = texts[rows.first["verdict"]]
    return [say("readiness", status, text, rows.first)]


def _contradicted(page: Results) -> list[Finding]:
    """Say how often an aim is stated as met while the numbers say otherwise."""
    row = page.effects_basis.first
    if not row["n_contradicted"]:
        return []
    text = N_(
        "Aims stated otherwise than result and target say: {n_contradicted} of {n_numbers}; the"
        " numbers count."
    )
    return [say("contradicted", "watch", text, row)]


def drawn(page: Results) -> Result:
    """Return the effects by aim that are known."""
    return page.aims_told.known("effect")


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the effect of a visit on orders by its aim, with its range."""
    words = {"title": N_("Effect on orders of the month after, by aim")}
    ends = "effect effect_low effect_high"
    return kinds.intervals(drawn(page), "action verdict", ends, at=0.0, ax=ax, **words)


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    rows = drawn(page)
    if rows.is_empty:
        return say("drawn", "info", N_("No picture: effects by aim are not known."))
    text = N_(
        "Effects of visits on orders by aim with their ranges, from {effect} ({action}) down to"
        " {last.effect} ({last.action})."
    )
    ordered = list(rows.by("-effect"))
    return say("drawn", "info", text, ordered[0], last=ordered[-1])


def tables(page: Results) -> list[TableView]:
    """Return effects by class, aim and part, and what they are read from."""
    shown = [page.visits_told.table(), page.prepared_told.table(), page.collected.table()]
    more = [page.aims_told, page.timing, page.action_effects, page.effects_basis]
    return [*shown, *(one.table(folded=True) for one in more)]
