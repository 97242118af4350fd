"""Open deals on the cards of customers and reps."""

from __future__ import annotations

from salesnb.contracts.cards import CardPart
from salesnb.i18n import N_

CARDS = (
    CardPart(
        subject="customer",
        frame="deal_forecast",
        title=N_("Which deals are open with it?"),
        columns="opportunity_id stage amount win_chance closes_in worth step next_step",
        nothing="",
        rows=4,
    ),
    CardPart(
        subject="rep",
        frame="deal_forecast",
        title=N_("Which open deals are worth most?"),
        columns="opportunity_id customer_id stage amount win_chance worth most_hours advice step",
        nothing="",
        rows=5,
    ),
)
