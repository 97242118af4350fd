"""What 12c_visits adds to the card of a rep: the aims of its first visits of the planned month."""

from __future__ import annotations

from salesnb.contracts.cards import CardPart
from salesnb.i18n import N_

CARDS = (
    CardPart(
        "rep",
        "visit_sheets",
        N_("Aims of the next visits"),
        columns="visit_date customer_id objective product_group baseline target",
        nothing="",
    ),
)
