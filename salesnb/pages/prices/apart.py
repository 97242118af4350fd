"""How far prices of the same thing lie apart."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prices import columns as c
from salesnb.plots import kinds

WIDE = 0.05  # between the mean prices of two regions: more invites carrying goods

DISPERSION = Frame(
    title=N_("How far prices lie apart, by product group"),
    key="product_group",
    order="-spread",
    shows=(
        "product_group p10 p90 spread between_share lowest_region lowest highest_region highest"
    ),
    nothing="",
    fields=(
        col.PRODUCT_GROUP,
        col.whole("n_cells", N_("Prices")),
        col.money("net_amount", N_("Net sales"), shown=COLUMN),
        col.share("spread", N_("Spread of prices")),
        col.share("p10", N_("Price of the cheapest tenth")),
        col.share("p90", N_("Price of the dearest tenth")),
        col.factor("span", N_("Dearest over cheapest tenth")),
        col.share("between_share", N_("Of the spread between regions")),
        col.share("outside_share", N_("Outside the usual prices")),
        col.ident("lowest_region", N_("Lowest: region"), of="regions", words=c.NODE),
        col.share("lowest", N_("Lowest: price")),
        col.ident("highest_region", N_("Highest: region"), of="regions", words=c.NODE),
        col.share("highest", N_("Highest: price")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Say where prices lie furthest apart, and whether regions are the reason."""
    rows = page.dispersion
    if rows.is_empty:
        return []
    text = N_(
        "Prices lie furthest apart in {product_group}: the dearest tenth pays {span} times what the"
        " cheapest tenth does."
    )
    said = [say("apart", "info", text, rows.first)]
    known = rows.known("between_share").by("-between_share")
    if known.is_empty:
        none = N_(
            "All sales are in one region, or no regions are known: none is held against others."
        )
        return [*said, say("regions", "info", none)]
    return [*said, _of_regions(known.first)]


def _of_regions(row) -> Finding:  # type: ignore[no-untyped-def]
    text = N_(
        "Regions differ most in {product_group}: {lowest} in {lowest_region}, {highest} in"
        " {highest_region}; {between_share} of the spread lies between regions."
    )
    is_wide = row["highest"] - row["lowest"] > WIDE
    return say("regions", "watch" if is_wide else "info", text, row)


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the spread of prices by product group."""
    return kinds.bars(
        page.dispersion, "product_group", "spread", ax=ax, title=N_("Spread of prices")
    )


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    return next(iter(found(page)), say("apart", "info", N_("Too few prices to compare.")))
