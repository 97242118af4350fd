"""The forms that reps get: each declared once, for writing and for reading back."""

from __future__ import annotations

from collections.abc import Mapping

from salesnb.forms.declared import Column, Form
from salesnb.i18n import N_

_DATE_HELP = N_("A day of the month that this form is of, as 2026-10-07.")
_TIME_HELP = N_("A time of day, as 09:30.")
_LIST_HELP = N_("Choose from the list.")
_CUSTOMER_HELP = N_("Choose from the list, or write the number of another customer.")
_AMOUNT_HELP = N_("An amount without tax, 0 or more.")


def _date(name: str, label: str, *, is_filled: bool = False) -> Column:
    required = not is_filled
    return Column(
        name, label, "date", required=required, is_filled=is_filled, help=_DATE_HELP, width=12
    )


def _customer(*, required: bool = True, is_filled: bool = False) -> Column:
    return Column(
        "customer_id",
        N_("Customer"),
        "list",
        of="customers",
        required=required,
        is_filled=is_filled,
        is_open=True,
        help=_CUSTOMER_HELP,
        width=30,
    )


def _choice(name: str, label: str, of: str, **more: bool | int) -> Column:
    return Column(name, label, "list", of=of, help=_LIST_HELP, **{"width": 18, **more})  # type: ignore[arg-type]


def _time(name: str, label: str) -> Column:
    return Column(name, label, "time", is_answer=True, help=_TIME_HELP, width=9)


def _money(name: str, label: str, **more: bool) -> Column:
    return Column(name, label, "money", help=_AMOUNT_HELP, **more)  # type: ignore[arg-type]


def _text(
    name: str,
    label: str,
    *,
    width: int = 34,
    is_filled: bool = False,
    required: bool = False,
    is_answer: bool = False,
) -> Column:
    how = {"is_filled": is_filled, "required": required, "is_answer": is_answer}
    return Column(name, label, "text", width=width, **how)  # type: ignore[arg-type]


_KEY = Column("visit_key", N_("Visit"), is_filled=True, is_hidden=True)
_PLANNED = Column("planned_on", N_("Planned on"), "date", is_filled=True, is_hidden=True)

VISIT_LOG = Form(
    "visit_log",
    N_("Visit log"),
    N_("One row per visit and aim. Fill in the yellow cells after each visit; add others below."),
    (
        _date("visit_date", N_("Visit date")),
        _customer(),
        _choice("purpose", N_("Objective"), "objectives", required=True),
        _text("about", N_("What it is about"), width=22, is_filled=True),
        _time("started", N_("Started")),
        _time("ended", N_("Ended")),
        _choice("status", N_("Held or cancelled"), "outcomes", required=True, is_answer=True),
        Column("baseline", N_("Baseline"), "number", is_filled=True, width=10),
        Column("target", N_("Target"), "number", is_filled=True, width=10),
        Column("result", N_("Result"), "number", is_answer=True, width=10),
        _choice("readiness", N_("Readiness"), "ready", is_answer=True),
        _choice("outcome", N_("How it ended"), "visit_results", is_open=True, is_answer=True),
        _KEY,
        _PLANNED,
    ),
    table="visits",
    identity=("visit_key", "visit_date", "customer_id", "purpose"),
    shared=("status",),
    blank=30,
    made_of=("visit_plan", "visit_sheets"),
)
WEEKLY_PLAN = Form(
    "weekly_plan",
    N_("Weekly plan"),
    N_("The visits planned, by week. Move a visit by its date; confirm each row that stands."),
    (
        _date("visit_date", N_("Visit date")),
        _customer(),
        _choice("purpose", N_("Objective"), "objectives"),
        _choice("confirmed", N_("Goes ahead"), "yes_or_no", required=True, is_answer=True),
        _text("note", N_("Note"), is_answer=True),
        _KEY,
        _PLANNED,
    ),
    table="visits",
    identity=("visit_key", "visit_date", "customer_id"),
    blank=20,
    report="weekly",
    made_of=("visit_plan", "visit_sheets"),
)
DAILY_REPORT = Form(
    "daily_report",
    N_("Daily report"),
    N_("One row per working day: what was done, what stands in the way, what comes next."),
    (
        _date("report_date", N_("Day"), is_filled=True),
        Column(
            "n_visits",
            N_("Visits held"),
            "whole",
            required=True,
            is_answer=True,
            most=60,
            width=10,
        ),
        Column("hours", N_("Hours"), "number", is_answer=True, most=24, width=9),
        _text("done", N_("What was done"), required=True, is_answer=True),
        _text("problems", N_("What stands in the way"), is_answer=True),
        _text("next", N_("What comes next"), is_answer=True),
    ),
    table="reports",
    identity=("report_date",),
    blank=0,
    report="daily",
    least_lines=2,
)
INSPECTION = Form(
    "inspection",
    N_("Market inspection"),
    N_("One row per thing looked at: stock, price, display, what rivals do, complaints."),
    (
        _date("inspected_on", N_("Inspected on")),
        _customer(required=False),
        _choice("outlet_id", N_("Outlet"), "outlets", is_open=True, width=28),
        _choice("aspect", N_("Aspect"), "aspects", required=True),
        _choice("product_id", N_("Product"), "products", is_open=True, width=24),
        _choice("competitor_id", N_("Competitor"), "competitors"),
        Column("value", N_("Value"), "number", width=12),
        _text("note", N_("Note")),
    ),
    table="inspections",
    identity=(
        "inspected_on",
        "customer_id",
        "outlet_id",
        "aspect",
        "product_id",
        "competitor_id",
        "note",
    ),
    blank=40,
    report="inspection",
)
REGISTRATION = Form(
    "registration",
    N_("Market registration"),
    N_("One row per outlet: choose one that is known to say how it stands, or name a new one."),
    (
        _choice("outlet_id", N_("Known outlet"), "outlets", is_open=True, width=28),
        _text("name", N_("Name of a new outlet"), width=28),
        _choice("region_id", N_("Region"), "regions"),
        _customer(required=False),
        _choice("segment", N_("Segment"), "segments", is_open=True),
        _choice("size_class", N_("Size"), "sizes", width=12),
        _choice("status", N_("Status"), "outlet_states", required=True, is_open=True),
        _date("registered_on", N_("Registered on")),
        Column("latitude", N_("Latitude"), "number", width=11),
        Column("longitude", N_("Longitude"), "number", width=11),
    ),
    table="outlets",
    identity=("outlet_id", "name", "region_id"),
    blank=30,
    report="registration",
)
COMMITMENT = Form(
    "commitment",
    N_("Commitment"),
    N_("What you commit to sell and to collect next month, customer by customer."),
    (
        _customer(),
        _choice("product_group", N_("Product group"), "product_groups", width=22),
        _money("last_year", N_("Sales a year before"), is_filled=True),
        _money("target", N_("Target"), is_filled=True),
        _money("sales_amount", N_("Sales committed"), required=True, is_answer=True),
        _money("cash_amount", N_("Collections committed"), is_answer=True),
        _text("comment", N_("Comment"), is_answer=True),
    ),
    table="commitments",
    identity=("customer_id", "product_group"),
    blank=10,
    made_of=("targets",),
)
SUMMARY = Form(
    "summary",
    N_("Monthly work summary"),
    N_("What the review says of the month before stands on the left; write what is to be said."),
    (
        _text("about", N_("What"), is_filled=True, width=30),
        _text("span", N_("Span"), is_filled=True, width=16),
        _money("actual", N_("Actual"), is_filled=True),
        _money("target", N_("Target"), is_filled=True),
        Column("attainment", N_("Reached, % of the target"), "number", is_filled=True, width=12),
        _text("comment", N_("Comment"), width=60, required=True, is_answer=True),
    ),
    table="reports",
    identity=("about", "span"),
    blank=0,
    report="monthly",
    least_lines=3,
    made_of=("13_review_attained",),
)
FORMS: Mapping[str, Form] = {
    one.kind: one
    for one in (
        DAILY_REPORT,
        WEEKLY_PLAN,
        VISIT_LOG,
        INSPECTION,
        REGISTRATION,
        COMMITMENT,
        SUMMARY,
    )
}
