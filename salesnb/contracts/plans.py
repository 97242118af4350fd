"""What people stated: targets from before, judgements, control totals of exports."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import (
    CUSTOMER,
    PRODUCT,
    REGION,
    REP,
    SALES_METHOD,
    SETTLEMENT,
    TARGET_MEASURES,
    choice,
    day,
    flag,
    key,
    number,
    text,
    whole,
)

ISSUED_TARGETS = Table(
    name="issued_targets",
    label=N_("Targets set before"),
    grain=N_("one row per target, for any subset of dimensions and a period"),
    key=("target_id",),
    fields=(
        key("target_id", N_("Target")),
        choice(
            "measure",
            N_("Measure"),
            *TARGET_MEASURES,
            required=True,
        ),
        day("period_start", N_("Period starts"), required=True),
        day("period_end", N_("Period ends"), required=True),
        REP,
        REGION,
        CUSTOMER,
        PRODUCT,
        text("product_group", N_("Product group")),
        SETTLEMENT,
        SALES_METHOD,
        number("target_value", N_("Target"), sign=">=0"),
        flag("is_rollup", N_("Sum of other targets")),
        Field(
            "version",
            "integer",
            N_("Version"),
            sign=">0",
            digits=0,
            help=N_("Of a revised target the highest version known counts; empty means the first."),
        ),
        day("issued_on", N_("Issued on")),
    ),
    checks=(Check("order_of_dates", ("period_start", "period_end"), N_("ends before it starts")),),
    event_on="period_start",
    known_on="issued_on",
    owner=N_("Sales management"),
)

JUDGEMENTS = Table(
    name="judgements",
    label=N_("Judgements"),
    grain=N_("one row per quantity that somebody judged, with low, mid and high"),
    key=("judgement_id",),
    fields=(
        key("judgement_id", N_("Judgement")),
        text("topic", N_("Topic"), required=True),
        text("subject", N_("Subject")),
        number("low", N_("Low")),
        number("mid", N_("Most likely")),
        number("high", N_("High")),
        text("unit", N_("Unit")),
        text("author", N_("Author")),
        day("judged_on", N_("Judged on"), required=True),
        text("reason", N_("Reason")),
    ),
    event_on="judged_on",
    owner=N_("Sales management"),
)

CONTROL_TOTALS = Table(
    name="control_totals",
    label=N_("Control totals"),
    grain=N_("one row per table of the export, with its rows and net amount"),
    key=("table",),
    fields=(
        text("table", N_("Table"), required=True),
        text("file", N_("File")),
        whole("rows", N_("Rows")),
        number("net", N_("Net amount")),
    ),
    checks=(
        Check("total_ties", ("rows", "net"), N_("the export does not tie to its control total")),
    ),
    owner=N_("Accounting"),
)

TABLES = (ISSUED_TARGETS, JUDGEMENTS, CONTROL_TOTALS)
