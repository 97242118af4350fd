"""What salespeople do, report and spend."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    CUSTOMER,
    RECORDED,
    REGION,
    REP,
    REP_NEEDED,
    TARGET_MEASURES,
    choice,
    column,
    day,
    flag,
    ident,
    key,
    money,
    number,
    text,
    whole,
)

SPEND = Table(
    name="spend",
    label=N_("Marketing spend"),
    grain=N_("one row per marketing channel, region and month"),
    key=("marketing_channel_id", "region_id", "period_start"),
    fields=(
        ident(
            "marketing_channel_id", N_("Marketing channel"), of="marketing_channels", required=True
        ),
        ident("region_id", N_("Region"), of="regions", required=True),
        day("period_start", N_("Month"), required=True),
        money("amount", N_("Amount spent"), required=True),
        text("budget_line", N_("Budget line")),
        number("driver_quantity", N_("Driver quantity"), sign=">=0"),
    ),
    event_on="period_start",
    money="amount",
    owner=N_("Marketing"),
)

EXPENSES = Table(
    name="expenses",
    label=N_("Selling expenses"),
    grain=N_("one row per rep, type of expense and month"),
    key=("rep_id", "expense_type", "period_start"),
    fields=(
        REP_NEEDED,
        text("expense_type", N_("Type of expense"), required=True),
        day("period_start", N_("Month"), required=True),
        money("amount", N_("Amount"), required=True),
        number("driver_quantity", N_("Driver quantity"), sign=">=0"),
        money("budget_amount", N_("Budgeted amount"), sign=">=0"),
    ),
    event_on="period_start",
    money="amount",
    owner=N_("Accounting"),
)

VISITS = Table(
    name="visits",
    label=N_("Visits"),
    grain=N_("one row per planned or held visit"),
    key=("visit_id",),
    fields=(
        key("visit_id", N_("Visit")),
        REP_NEEDED,
        CUSTOMER,
        day("planned_on", N_("Planned on")),
        day("visit_date", N_("Visit date"), required=True),
        column("started_at", "datetime", N_("Started at")),
        column("ended_at", "datetime", N_("Ended at")),
        choice("status", N_("Status"), "planned", "held", "cancelled", "unplanned"),
        number("check_in_latitude", N_("Latitude of check-in"), unit="°"),
        number("check_in_longitude", N_("Longitude of check-in"), unit="°"),
        number("visit_hours", N_("Hours"), unit="h", sign=">=0"),
        text("route_id", N_("Route")),
        text("result", N_("Result")),
        RECORDED,
    ),
    event_on="visit_date",
    known_on="recorded_on",
    known_ahead=("status", "planned"),
    checks=(Check("order_of_dates", ("started_at", "ended_at"), N_("ends before it starts")),),
    owner=N_("Salespeople"),
)

VISIT_OBJECTIVES = Table(
    name="visit_objectives",
    label=N_("Visit objectives"),
    grain=N_("one row per visit and objective"),
    key=("visit_id", "objective"),
    fields=(
        ident("visit_id", N_("Visit"), of="visits", required=True),
        choice(
            "objective",
            N_("Objective"),
            "more_orders",
            "unbought_items",
            "new_products",
            "new_business",
            "educate",
            "collect",
            "complaint",
            "information",
            required=True,
        ),
        number("baseline", N_("Baseline")),
        number("target", N_("Target")),
        number("result", N_("Result")),
        flag("is_met", N_("Met")),
        flag("has_information", N_("Information at hand")),
        flag("has_hook", N_("Opening prepared")),
        flag("has_proof", N_("Benefit and proof prepared")),
        flag("has_answers", N_("Objections and answers prepared")),
        flag("has_closing", N_("Closing prepared")),
        number("readiness", N_("Readiness, 0 to 1"), sign=">=0", most=1),
    ),
    owner=N_("Salespeople"),
)

ABSENCES = Table(
    name="absences",
    label=N_("Absences"),
    grain=N_("one row per rep and day or half day away"),
    key=("rep_id", "absent_on"),
    fields=(
        REP_NEEDED,
        day("absent_on", N_("Absent on"), required=True),
        number("day_part", N_("Part of the day, 0.5 or 1"), unit="days", sign=">=0"),
        text("reason", N_("Reason")),
        RECORDED,
    ),
    event_on="absent_on",
    known_on="recorded_on",
    owner=N_("Human resources"),
)

TRAVEL_TIMES = Table(
    name="travel_times",
    label=N_("Travel times"),
    grain=N_("one row per ordered pair of places"),
    key=("from_id", "to_id"),
    fields=(
        key("from_id", N_("From")),
        key("to_id", N_("To")),
        number("minutes", N_("Travel time"), unit="min", sign=">=0"),
        number("distance_km", N_("Distance"), unit="km", sign=">=0"),
    ),
    owner=N_("Sales administration"),
)

REPORTS = Table(
    name="reports",
    label=N_("Reports"),
    grain=N_("one row per report that was due from a rep"),
    key=("report_id",),
    fields=(
        key("report_id", N_("Report")),
        REP_NEEDED,
        choice(
            "kind",
            N_("Kind"),
            "daily",
            "weekly",
            "monthly",
            "inspection",
            "registration",
            required=True,
        ),
        day("period_start", N_("Period starts"), required=True),
        day("due_on", N_("Due on"), required=True),
        day("received_on", N_("Received on")),
        whole("n_visits", N_("Visits reported")),
        flag("is_plausible", N_("Plausible")),
        text("report_text", N_("Text of the report")),
    ),
    event_on="due_on",
    owner=N_("Salespeople"),
)

COMMITMENTS = Table(
    name="commitments",
    label=N_("Commitments"),
    grain=N_(
        "one row per rep, customer, product group and month that the rep commits to; a row without"
        " customer or product group stands for all that the rep sells"
    ),
    key=("rep_id", "customer_id", "product_group", "period_start", "committed_on"),
    fields=(
        REP_NEEDED,
        CUSTOMER,
        text("product_group", N_("Product group")),
        day("period_start", N_("Month"), required=True),
        day("committed_on", N_("Committed on"), required=True),
        money("sales_amount", N_("Sales committed"), sign=">=0"),
        money("cash_amount", N_("Collections committed"), sign=">=0"),
        text("comment", N_("Comment")),
    ),
    event_on="committed_on",
    owner=N_("Salespeople"),
)

FORECAST_SUBMISSIONS = Table(
    name="forecast_submissions",
    label=N_("Forecast submissions"),
    grain=N_("one row per submission date, rep and month forecast; never changed afterwards"),
    key=("submitted_on", "rep_id", "period_start"),
    fields=(
        day("submitted_on", N_("Submitted on"), required=True),
        REP_NEEDED,
        day("period_start", N_("Month"), required=True),
        money("commit_amount", N_("Commit"), sign=">=0"),
        money("best_amount", N_("Best case"), sign=">=0"),
        money("pipeline_amount", N_("Pipeline"), sign=">=0"),
    ),
    event_on="submitted_on",
    owner=N_("Salespeople"),
)

MILESTONES = Table(
    name="milestones",
    label=N_("Milestones"),
    grain=N_("one row per step of the market plan or qualitative target"),
    key=("milestone_id",),
    fields=(
        key("milestone_id", N_("Milestone")),
        text("name", N_("Name"), required=True),
        text("name_zh", N_("Chinese name")),
        choice("kind", N_("Kind"), "quantitative", "qualitative"),
        choice("measure", N_("Linked measure"), *TARGET_MEASURES),
        REGION,
        REP,
        day("starts_on", N_("Starts on")),
        day("due_on", N_("Due on"), required=True),
        day("done_on", N_("Done on")),
        money("planned_value", N_("Planned value"), sign=">=0"),
        number("target_value", N_("Target of the linked measure"), sign=">=0"),
        number("done_share", N_("Done, 0 to 1"), sign=">=0", most=1),
        text("evidence", N_("Evidence")),
        text("rubric", N_("What the grades 0 to 4 mean")),
        whole("grade", N_("Grade, 0 to 4"), most=4),
    ),
    checks=(Check("order_of_dates", ("starts_on", "due_on"), N_("due before it starts")),),
    owner=N_("Sales management"),
)

APPROVALS = Table(
    name="approvals",
    label=N_("Approvals"),
    grain=N_("one row per exception asked for: price, credit, territory or expense"),
    key=("approval_id",),
    fields=(
        key("approval_id", N_("Approval")),
        choice("kind", N_("Kind"), "price", "credit", "territory", "expense", required=True),
        REP,
        CUSTOMER,
        day("asked_on", N_("Asked on"), required=True),
        day("decided_on", N_("Decided on")),
        flag("is_granted", N_("Granted")),
        money("amount", N_("Amount")),
        text("reference", N_("Document it refers to")),
    ),
    checks=(
        Check("order_of_dates", ("asked_on", "decided_on"), N_("decided before it was asked")),
    ),
    event_on="asked_on",
    owner=N_("Sales management"),
)

TABLES = (
    SPEND,
    EXPENSES,
    MILESTONES,
    APPROVALS,
    VISITS,
    VISIT_OBJECTIVES,
    ABSENCES,
    TRAVEL_TIMES,
    REPORTS,
    COMMITMENTS,
    FORECAST_SUBMISSIONS,
)
