"""Columns and words that several sections of 12b_routes share."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.i18n import N_

WEEKDAY = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
REP = col.ident("rep_id", N_("Rep"), of="reps")
CUSTOMER = col.ident("customer_id", N_("Customer"), of="customers")
CLASS = col.text("customer_class", N_("Class"))
N_VISITS = col.whole("n_visits", N_("Visits"))


def hours(name: str, label: str) -> Field:
    """Return a column of hours."""
    return col.number(name, label, unit="h", digits=2, shown="tenths")


HOURS = (
    hours("travel_hours", N_("Hours on the way")),
    hours("visit_hours", N_("Hours with customers")),
    hours("waiting_hours", N_("Hours of waiting")),
    hours("day_hours", N_("Hours of their days")),
    hours("free_hours", N_("Hours left")),
)
