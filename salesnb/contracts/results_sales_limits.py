"""The frames of 02_sales that are about what limits sales: hours and money."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_PLACE = Field("place", "integer", N_("Place"))
_SCOPE = Field("scope", "text", N_("Scope"))


def _money(name: str, label: str) -> Field:
    return Field(name, "money", label)


HOURS = ResultContract(
    name="02_sales_hours",
    label=N_("The reps' hours this month"),
    grain=N_("one row per rep"),
    key=("rep_id",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("rep_id", "id", N_("Rep")),
        Field("available_hours", "number", N_("Hours there are"), unit=N_("h"), digits=1),
        Field("n_visits", "integer", N_("Visits held")),
        Field("visit_hours", "number", N_("Hours in visits"), unit=N_("h"), digits=1),
        Field("used_share", "share", N_("Used")),
    ),
)

AGEING = ResultContract(
    name="02_sales_ageing",
    label=N_("What customers owe, by days past due"),
    grain=N_("one row per bucket"),
    key=("bucket",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("bucket", "text", N_("Days past due")),
        Field("n_instalments", "integer", N_("Instalments")),
        _money("open_amount", N_("Open")),
        Field("open_share", "share", N_("Share")),
    ),
)

LIMITS = ResultContract(
    name="02_sales_limits",
    label=N_("What limits sales"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        _SCOPE,
        _money("open_amount", N_("Receivables")),
        _money("overdue_amount", N_("Overdue")),
        Field("overdue_share", "share", N_("Overdue share")),
        Field("dso_days", "number", N_("Days of sales outstanding"), unit=N_("days"), digits=1),
        _money("headroom_amount", N_("Room below credit limits")),
        Field("blocked_customers", "integer", N_("Customers beyond their limit")),
        Field("available_hours", "number", N_("Reps' hours"), unit=N_("h"), digits=1),
        Field("visit_hours", "number", N_("Hours in visits"), unit=N_("h"), digits=1),
        Field("used_share", "share", N_("Share of hours in visits")),
    ),
)

CONTRACTS = (HOURS, AGEING, LIMITS)
