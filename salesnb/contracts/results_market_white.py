"""The frames of 03_market that say what is left to win, one of which other workbooks read."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_PLACE = Field("place", "integer", N_("Place"))
_SEGMENT = Field("segment", "text", N_("Segment"))
_REGION = Field("region_id", "id", N_("Region"))
_GROUP = Field("product_group", "text", N_("Product group"))


def _money(name: str, label: str) -> Field:
    return Field(name, "money", label)


def _share(name: str, label: str) -> Field:
    return Field(name, "share", label)


_WHITE = (
    _money("white_space", N_("White space")),
    _money("white_low", N_("White space, low")),
    _money("white_high", N_("White space, high")),
)

MARKET_POTENTIAL = ResultContract(
    name="market_potential",
    label=N_("Potential, sales and white space by region, segment and product group"),
    grain=N_("one row per region, segment and product group"),
    key=("region_id", "segment", "product_group"),
    fields=(
        _REGION,
        _SEGMENT,
        _GROUP,
        _money("potential", N_("Potential of twelve months")),
        _money("low", N_("Potential, low")),
        _money("high", N_("Potential, high")),
        _money("sales", N_("Our sales of twelve months")),
        *_WHITE,
        _money("excess", N_("Sales beyond the potential")),
        _money("at_usual_share", N_("To gain at our usual share")),
        _share("share", N_("Our share")),
        Field("rests_on", "text", N_("Rests on"), choices=("market_sizes", "customers", "none")),
        Field("sources", "text", N_("Sources")),
        Field("n_sources", "integer", N_("Sources or customers")),
        Field("measured_until", "month", N_("Measured until")),
        Field("confidence", "text", N_("Confidence")),
    ),
)

OPENINGS = ResultContract(
    name="03_market_openings",
    label=N_("The largest white spaces"),
    grain=N_("one row per region, segment and product group"),
    key=("region_id", "segment", "product_group"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _REGION,
        _SEGMENT,
        _GROUP,
        _money("potential", N_("Potential of twelve months")),
        _money("sales", N_("Our sales of twelve months")),
        _share("share", N_("Our share")),
        *_WHITE,
        _money("at_usual_share", N_("To gain at our usual share")),
    ),
)

WHITE_NODES = ResultContract(
    name="03_market_white_nodes",
    label=N_("White space by segment, region and product group"),
    grain=N_("one row per dimension and node"),
    key=("dimension", "node"),
    ordered_by=("dimension", "place"),
    fields=(
        Field("dimension", "text", N_("Dimension")),
        _PLACE,
        Field("node", "id", N_("Node")),
        _money("potential", N_("Potential of twelve months")),
        _money("sales", N_("Our sales of twelve months")),
        *_WHITE,
        _money("excess", N_("Sales beyond the potential")),
        _money("at_usual_share", N_("To gain at our usual share")),
        Field("n_cells", "integer", N_("Cells")),
        Field("n_beyond", "integer", N_("Cells where we sell more than the potential")),
        _share("beyond_share", N_("Share of such cells")),
    ),
)

CONTRACTS = (MARKET_POTENTIAL, OPENINGS, WHITE_NODES)
