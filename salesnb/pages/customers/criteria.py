"""By what customers are judged, what counts how much, and what the data cannot tell."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.pages.customers import columns as c
from salesnb.plots import kinds

SELDOM = 0.25  # of the customers: a criterion known of fewer says little
UNIT = {
    "days": N_("days after the due day"),
    "share": N_("share"),
    "chance": N_("chance"),
    "money": N_("money of a year"),
    "visits": N_("visits an order"),
    "km": N_("kilometres"),
}
KIND = {"points": N_("points"), "pairs": N_("comparisons in pairs")}

CRITERIA = Frame(
    name="criteria",
    title=N_("The seven criteria, their limits and weights"),
    key="criterion",
    order="-weight",
    shows="criterion unit worst best weight known_share n_judged median n_flips",
    fields=(
        col.code("criterion", N_("Criterion"), c.CRITERION),
        col.code("unit", N_("Measured in"), UNIT),
        col.number("worst", N_("No points from"), digits=4, shown="number"),
        col.number("best", N_("All points from"), digits=4, shown="number"),
        col.flag("is_stated", N_("Limits stated in the plan")),
        col.share("weight", N_("Weight")),
        col.share("weight_low", N_("Weight: low")),
        col.share("weight_high", N_("Weight: high")),
        col.share("known_share", N_("Known of")),
        col.whole("n_judged", N_("Judged by people")),
        c.score("median", N_("Usual score")),
        c.score("width", N_("Usual range of a score")),
        col.whole("n_flips", N_("Another class at a fifth more or less weight")),
    ),
)

WEIGHT_STATEMENTS = Frame(
    name="weight_statements",
    title=N_("Who judged the weights, and how consistently"),
    grain=N_("one row per author and kind of statement"),
    key="author kind part",
    shows="author kind n ratio criterion over fitted",
    nothing="",
    fields=(
        col.text("author", N_("Author")),
        col.code("kind", N_("Kind"), KIND),
        col.whole("part", N_("Part")),
        col.whole("n", N_("Statements")),
        col.number("ratio", N_("Consistency ratio"), digits=4, shown="decimal"),
        col.code("criterion", N_("Farthest from the others: criterion"), c.CRITERION_OR_NONE),
        col.code("over", N_("Farthest from the others: over"), c.CRITERION_OR_NONE),
        col.number("fitted", N_("The others say"), digits=4, shown="decimal"),
    ),
)

FLIPS = Frame(
    name="flips",
    title=N_("Who would be of another class at a fifth more or less of one weight"),
    grain=N_("one row per customer, criterion and change of its weight"),
    key="customer_id criterion factor",
    nothing=N_("No class changes with a weight."),
    fields=(
        c.CUSTOMER,
        col.code("criterion", N_("Criterion"), c.CRITERION),
        col.number("factor", N_("Times its weight"), digits=2, shown="decimal"),
        col.code("from_class", N_("Class"), c.CLASS),
        col.code("to_class", N_("Then"), c.CLASS),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say what weighs most and on whose word, how consistent it is, and who hangs on a weight."""
    return [*_weights(page), *_consistent(page), *_flips(page), *unknown(page)]


def _weights(page: Results) -> list[Finding]:
    judged = N_(
        "Most counts {criterion} with {weight} of the weight ({weight_low} to {weight_high}), least"
        " {least.criterion} with {least.weight}."
    )
    alike = N_(
        "Nobody has judged the weights, so all criteria count alike, {weight} each: write them into"
        " plan/weights.toml."
    )
    rows = page.criteria.by("-weight")
    if page.weight_statements.is_empty:
        return [say("weights", "watch", alike, rows.first)]
    return [say("weights", "info", judged, rows.first, least=list(rows)[-1])]


def _consistent(page: Results) -> list[Finding]:
    rows = page.weight_statements.where(kind="pairs").known("ratio").by("-ratio")
    text = N_(
        "The comparisons of {author} are consistent: ratio {ratio}; up to a tenth is accepted."
    )
    return [say("consistent", "good", text, row) for row in list(rows)[:1]]


def _flips(page: Results) -> list[Finding]:
    rows = page.criteria.by("-n_flips")
    n = page.flips.frame["customer_id"].nunique()
    if (page.class_table.frame["n_customers"] > 0).sum() < 2:
        return []  # there is one class at most: no weight could have changed it
    if not n:
        return [say("flips", "good", N_("No class hangs on a fifth of a single weight."))]
    text = N_(
        "A fifth more or less of one weight would put most customers into another class for"
        " {criterion}: {n_flips}."
    )
    return [say("flips", "info", text, rows.first)]


def unknown(page: Results) -> list[Finding]:
    """Say which criterion is known of few customers; what is missing widens the chances."""
    if page.customer_classes.is_empty:
        return []
    rows = page.criteria.keep(page.criteria.frame["known_share"] < SELDOM).by("-weight")
    text = N_(
        "Of {criterion}, {weight} of the weight, the data tell something of {known_share} of the"
        " customers; for all others it may be anything, which widens their chances."
    )
    none = N_(
        "Of {criterion}, {weight} of the weight, the data tell nothing; it may be anything, which"
        " widens all chances."
    )
    status: Status = "watch"
    return [
        say(f"unknown_{row['criterion']}", status, text if row["known_share"] else none, row)
        for row in list(rows)[:2]
    ]


def alt(page: Results) -> Finding:
    """Say what the picture of the weights shows."""
    return _weights(page)[0]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the weights with their ranges."""
    return kinds.estimates(page.criteria, "criterion", "weight weight_low weight_high", ax=ax)
