"""What ID shows: each column described once."""

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_

REGIONS = Frame(
    title=N_("Sales of the month by region"),
    key="region_id",
    order="-amount",
    fields=(
        col.ident("region_id", N_("Region"), of="regions"),
        col.money("amount", N_("Sales"), shown="money_column"),
        col.share("share", N_("Share of all sales")),
    ),
)
