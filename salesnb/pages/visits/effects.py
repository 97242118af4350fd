"""Does preparation tell, and which action pays: effects with ranges and verdicts."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.visits import prepared
from salesnb.plots import kinds

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

OF_VISITS: dict[str, tuple[Status, str]] = {
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
            " ({effect_low} to {effect_high}); an effect of {smallest_visible} would have been seen"
            " in four cases of five."
        ),
    ),
}

FOLLOWING = {
    "pays": N_(
        "Orders lie {effect} from usual the month before a visit ({effect_low} to {effect_high}):"
        " reps go where orders come. What visits bring on top lies anywhere in the wider ranges of"
        " the table."
    ),
    "harms": N_(
        "Orders lie {effect} from usual the month before a visit ({effect_low} to {effect_high}):"
        " reps go where orders stayed away. What visits bring lies anywhere in the wider ranges of"
        " the table."
    ),
}


def answer(page: Results) -> list[Finding]:
    """Say what another visit brings, and whether preparation tells."""
    return [*_visits(page)[:1], *prepared.found(page)]


def found(page: Results) -> list[Finding]:
    """Say what visits, aims and visits to collect bring, and what of preparation tells."""
    said = [*_visits(page), *_classes(page), *_follow(page), *_aims(page)]
    said += [*prepared.collected(page), *prepared.found(page)]
    return [*said, *_contradicted(page)]


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
    status, text = OF_VISITS[row["verdict"]]
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
    rows, said = page.timing.where(when="before"), []
    for verdict, text in FOLLOWING.items():
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
            "No other aim can be told apart from no effect on orders. At best an effect of"
            " {smallest_visible} would have been seen in four cases of five: {action}."
        )
        none = N_(
            "No aim can be told apart from no effect on orders. At best an effect of"
            " {smallest_visible} would have been seen in four cases of five: {action}."
        )
        text = others if said else none
        said.append(say("aims_untold", "info", text, rest.by("smallest_visible").first))
    return said


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
