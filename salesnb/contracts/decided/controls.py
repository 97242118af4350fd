"""controls.toml: what the plan must reach, and what may not move."""

from __future__ import annotations

from salesnb.contracts.decided.columns import (
    AUTHOR,
    CELL,
    CONTROLLED,
    DECIDED_ON,
    KPI,
    OWNER,
    PERIOD,
    REASON,
    YEAR,
    needed,
)
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import choice, day, key, number, text

PLAN = Table(
    name="plan",
    label=N_("Year that is planned"),
    grain=N_("one entry: the year that is planned now"),
    key=(),
    fields=(needed(YEAR), choice("measure", N_("Measure"), "sales", required=True)),
)

CONTROLS = Table(
    name="controls",
    label=N_("Controls"),
    grain=N_("one entry per total, hold, floor or cap, for any subset of dimensions"),
    key=(),
    fields=(
        choice("kind", N_("Kind"), "total", "hold", "floor", "cap", required=True),
        PERIOD,
        choice("measure", N_("Measure"), *CONTROLLED),
        number("amount", N_("Amount"), sign=">=0"),
        *CELL,
        REASON,
        AUTHOR,
        DECIDED_ON,
    ),
    checks=(
        Check("period", ("period",), N_("must be a period as 2027, 2027-Q1 or 2027-03")),
        Check("needed", ("amount",), N_("is missing"), but_not=("kind", "hold")),
    ),
)

QUALITATIVE = Table(
    name="qualitative",
    label=N_("Qualitative targets"),
    grain=N_("one entry per target that no amount states"),
    key=("target_id",),
    fields=(
        key("target_id", N_("Target")),
        text("goal", N_("Goal"), required=True),
        text("goal_zh", N_("Goal in Chinese")),
        OWNER,
        day("due_on", N_("Due on"), required=True),
        text("evidence", N_("What shows that it is reached"), required=True),
        KPI,
        *(text(f"grade_{n}", N_("What a grade means"), required=True) for n in range(5)),
        REASON,
        AUTHOR,
        DECIDED_ON,
    ),
)

CONTROLS_FILE = PlanFile(
    "controls",
    N_("Targets that people fix"),
    N_(
        "The year that is planned, and what its plan must meet: totals, cells that may not move,"
        " floors and caps, each with reason and author; and targets that no amount states. The"
        " milestones table reports how those go. Controls of earlier years may stay: each counts"
        " for its own period."
    ),
    (Section(PLAN, is_single=True), Section(CONTROLS), Section(QUALITATIVE)),
    """\
[plan]
year = 2027
measure = "sales"

[[controls]]
kind = "total"
period = "2027"
amount = 180000000
reason = "Board meeting of 20 October"
author = "Li Wei"
decided_on = 2026-10-20

[[controls]]
kind = "hold"
period = "2027-Q1"
product_group = "Seals"
amount = 4200000
reason = "Capacity of the line is sold out"
author = "Li Wei"
decided_on = 2026-10-20

[[qualitative]]
target_id = "Q-1"
goal = "A distributor in each province of the south"
goal_zh = "南方各省均有经销商"
owner = "Chen Jie"
due_on = 2027-06-30
evidence = "Signed agreements"
grade_0 = "None signed"
grade_1 = "One signed"
grade_2 = "Half of the provinces"
grade_3 = "All but one"
grade_4 = "All signed"
reason = "The south is served from Shanghai today"
author = "Li Wei"
decided_on = 2026-10-20
""",
)
