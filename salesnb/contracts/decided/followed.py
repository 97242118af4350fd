"""kpis.toml, owners.toml, accepted.toml: what is watched, by whom, and what was agreed to."""

from __future__ import annotations

from salesnb.contracts.decided.columns import AUTHOR, CELL, KPI, OWNER, YEAR, needed
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import day, number, text

MOST_KPIS = 12
DEPUTY = text("deputy", N_("Deputy"))

FROZEN = Table(
    name="frozen",
    label=N_("Year of the key figures"),
    grain=N_("one entry: the year for which the key figures stand"),
    key=(),
    fields=(needed(YEAR), AUTHOR, day("frozen_on", N_("Frozen on"), required=True)),
)

KPIS = Table(
    name="kpis",
    label=N_("Key figures"),
    grain=N_("one entry per key figure of the year"),
    key=("kpi_id",),
    fields=(needed(KPI), number("goal", N_("Goal")), OWNER),
)

KPIS_FILE = PlanFile(
    "kpis",
    N_("Key figures of the year"),
    N_(
        "The few figures by which the year is steered, twelve at most, each with an owner. They"
        " are frozen for the year: a change within it is told."
    ),
    (Section(FROZEN, is_single=True), Section(KPIS, most=MOST_KPIS)),
    """\
[frozen]
year = 2027
author = "Li Wei"
frozen_on = 2026-12-15

[[kpis]]
kpi_id = "attainment"
goal = 1.0
owner = "Head of sales"

[[kpis]]
kpi_id = "dso"
goal = 55
owner = "Head of finance"
""",
)

OWNERS = Table(
    name="owners",
    label=N_("Who answers for what"),
    grain=N_("one entry per part of the business, for any subset of dimensions"),
    key=tuple(one.name for one in CELL),
    fields=(*CELL, OWNER, DEPUTY, day("since", N_("Since"))),
    checks=(
        Check("any_of", tuple(one.name for one in CELL), N_("does not say for what part it is")),
    ),
)

OWNERS_FILE = PlanFile(
    "owners",
    N_("Who answers for what"),
    N_("Who answers for a region, a product group, a customer, ..., and who stands in."),
    (Section(OWNERS),),
    """\
[[owners]]
region_id = "R-SH"
owner = "Chen Jie"
deputy = "Wei Wang"
since = 2026-01-01

[[owners]]
product_group = "Seals"
owner = "Zhao Lei"
""",
)

ACCEPTED = Table(
    name="accepted",
    label=N_("Decisions taken up"),
    grain=N_("one entry per decision of a month's report that somebody took up"),
    key=("month", "decision"),
    fields=(
        Field("month", "text", N_("Month of the report"), required=True, help=N_("As `2026-10`.")),
        Field(
            "decision",
            "id",
            N_("Decision"),
            required=True,
            help=N_("Workbook and matter, as the report prints them: `02_sales.silence`."),
        ),
        OWNER,
        day("due_on", N_("Due on"), required=True),
        AUTHOR,
        day("accepted_on", N_("Accepted on")),
        text("reason", N_("Reason")),
        day("done_on", N_("Done on")),
        text("outcome", N_("What came of it")),
    ),
    checks=(
        Check("month", ("month",), N_("must be a month as 2026-10")),
        Check("order_of_dates", ("accepted_on", "due_on"), N_("is due before it was accepted")),
        Check("order_of_dates", ("accepted_on", "done_on"), N_("was done before it was accepted")),
    ),
)

ACCEPTED_FILE = PlanFile(
    "accepted",
    N_("Decisions taken up"),
    N_(
        "Which of the decisions that a report asks for were taken up, by whom and until when. The"
        " report prints the lines, `salesnb decide` writes them; the next month's 15_summary says"
        " which were taken up."
    ),
    (Section(ACCEPTED),),
    """\
[[accepted]]
month = "2026-10"
decision = "02_sales.silence"
owner = "Their reps"
due_on = 2026-11-30
author = "Li Wei"
""",
)
