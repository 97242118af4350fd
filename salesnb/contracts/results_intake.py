"""The frames that 01_intake shows."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import ResultContract

_TABLE = Field("table", "text", N_("Table"), required=True)
_LABEL = Field("label", "text", N_("Name"))
_ROWS = Field("n_rows", "integer", N_("Rows"))
_MONEY_HELP = N_("Money at the source's own precision, summed.")


def _money(name: str, label: str, digits: int = 2) -> Field:
    return Field(name, "money", label, digits=digits, help=_MONEY_HELP)


_PLACE = Field("place", "integer", N_("Place"))

AREAS = ResultContract(
    name="01_intake_areas",
    label=N_("What came in, by area"),
    grain=N_("one row per area of tables, and the total"),
    key=("area",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        Field("area", "text", N_("Area")),
        Field("label", "text", N_("Kind of data")),
        Field("n_known", "integer", N_("Tables there could be")),
        Field("n_tables", "integer", N_("Tables with rows")),
        Field("n_files", "integer", N_("Files")),
        Field("n_rows", "integer", N_("Rows in the files")),
        Field("newest_on", "date", N_("Newest row")),
        Field("absent", "text", N_("Did not come in")),
    ),
)

FILES = ResultContract(
    name="01_intake_files",
    label=N_("What came in"),
    grain=N_("one row per table, with the files that it was made of"),
    key=("table",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _TABLE,
        _LABEL,
        Field("file", "text", N_("Files")),
        _ROWS,
        Field("encoding", "text", N_("Encoding")),
    ),
)

TIES = ResultContract(
    name="01_intake_ties",
    label=N_("From the raw files to the month, to the cent"),
    grain=N_("one row per table with money"),
    key=("table",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _TABLE,
        _LABEL,
        Field("source_rows", "integer", N_("Rows in the files")),
        _money("source_money", N_("Money in the files"), 6),
        _money("kept_money", N_("In the snapshot")),
        Field("ledger_rows", "integer", N_("Rows left out")),
        _money("ledger_money", N_("Left out or rounded"), 6),
        _money("difference", N_("Unexplained"), 6),
    ),
)

LEDGER = ResultContract(
    name="01_intake_ledger",
    label=N_("What was left out, and why"),
    grain=N_("one row per table and reason"),
    key=("table", "reason"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _TABLE,
        _LABEL,
        Field("reason", "text", N_("Reason")),
        Field("rows", "integer", N_("Rows")),
        _money("money", N_("Money"), 6),
    ),
)

FRESHNESS = ResultContract(
    name="01_intake_freshness",
    label=N_("How fresh each table is"),
    grain=N_("one row per table"),
    key=("table",),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _TABLE,
        _LABEL,
        _ROWS,
        Field("newest_on", "date", N_("Newest row")),
        Field("days_behind", "integer", N_("Days behind the month's end")),
        Field("allowed_days", "integer", N_("Days allowed")),
        Field("is_stale", "flag", N_("Stale")),
    ),
)

COMPLETENESS = ResultContract(
    name="01_intake_completeness",
    label=N_("Where columns have gaps"),
    grain=N_("one row per table and column"),
    key=("table", "column"),
    ordered_by=("position",),
    fields=(
        Field("position", "integer", N_("Position")),
        _TABLE,
        Field("column", "text", N_("Column")),
        _LABEL,
        _ROWS,
        Field("filled_share", "share", N_("Filled")),
    ),
)

COVERAGE = ResultContract(
    name="01_intake_coverage",
    label=N_("Which tasks of managing sales are managed this month"),
    grain=N_("one row per management task"),
    key=("task_id",),
    ordered_by=("position",),
    fields=(
        Field("position", "integer", N_("Position")),
        Field("group", "text", N_("Area")),
        Field("task_id", "id", N_("Task")),
        Field("label", "text", N_("Task in words")),
        Field("state", "text", N_("State"), choices=("managed", "unserved", "stale", "unmanaged")),
        Field("missing_tables", "text", N_("Tables missing")),
        Field("stale_tables", "text", N_("Tables out of date")),
        Field("workbook", "text", N_("Workbook")),
        Field("section", "text", N_("Section")),
        Field("is_served", "flag", N_("Workbook installed")),
    ),
)

COVERAGE_GROUPS = ResultContract(
    name="01_intake_coverage_groups",
    label=N_("Coverage by area of management"),
    grain=N_("one row per area of management, and the total"),
    key=("group",),
    ordered_by=("position",),
    fields=(
        Field("position", "integer", N_("Position")),
        Field("group", "text", N_("Area")),
        Field("label", "text", N_("Name")),
        Field("n_tasks", "integer", N_("Tasks")),
        Field("n_managed", "integer", N_("Managed")),
        Field("n_unserved", "integer", N_("Fresh data, no workbook yet")),
        Field("n_stale", "integer", N_("With old data")),
        Field("n_unmanaged", "integer", N_("Without data")),
        Field("managed_share", "share", N_("Share managed")),
        Field("fresh_share", "share", N_("Share with fresh data")),
    ),
)

MISSING = ResultContract(
    name="01_intake_missing",
    label=N_("Which missing table would help most"),
    grain=N_("one row per missing table"),
    key=("table",),
    ordered_by=("position",),
    fields=(
        Field("position", "integer", N_("Position")),
        _TABLE,
        _LABEL,
        Field("owner", "text", N_("Who usually has it")),
        Field("n_tasks", "integer", N_("Tasks that lack it")),
        Field("n_unlocked", "integer", N_("Tasks that lack nothing else")),
    ),
)

WARNINGS = ResultContract(
    name="01_intake_warnings",
    label=N_("Warnings of the gate"),
    grain=N_("one row per table and rule"),
    key=("table", "rule"),
    ordered_by=("place",),
    fields=(
        _PLACE,
        _TABLE,
        _LABEL,
        Field("rule", "text", N_("Rule")),
        Field("message", "text", N_("First of them")),
        _ROWS,
    ),
)

SUMMARY = ResultContract(
    name="01_intake_summary",
    label=N_("The month's intake in one row"),
    grain=N_("one row"),
    key=("scope",),
    fields=(
        Field("scope", "text", N_("Scope")),
        Field("n_files", "integer", N_("Files")),
        Field("n_tables", "integer", N_("Tables with rows")),
        Field("n_stale", "integer", N_("Tables out of date")),
        Field("n_rows", "integer", N_("Rows read")),
        _money("source_money", N_("Sales in the files"), 6),
        _money("kept_money", N_("Sales in the snapshot")),
        _money("left_out_money", N_("Sales left out or rounded"), 6),
        Field("left_out_rows", "integer", N_("Rows left out")),
        _money("difference", N_("Unexplained"), 6),
        Field("n_warnings", "integer", N_("Warnings")),
        Field("n_unowned_lines", "integer", N_("Lines without a rep")),
        _money("unowned_money", N_("Sales without a rep")),
        Field("unowned_share", "share", N_("Share of sales without a rep")),
    ),
)

CHANGES = ResultContract(
    name="01_intake_changes",
    label=N_("What late rows changed in months closed before"),
    grain=N_("one row per comparison, frame and month"),
    key=("against", "frame", "month"),
    fields=(
        Field("against", "text", N_("Compared with")),
        Field("frame", "text", N_("Frame")),
        Field("month", "month", N_("Month")),
        Field("lines_before", "integer", N_("Lines before")),
        Field("lines_now", "integer", N_("Lines now")),
        _money("money_before", N_("Money before")),
        _money("money_now", N_("Money now")),
    ),
)

CONTRACTS = (
    AREAS,
    CHANGES,
    FILES,
    TIES,
    LEDGER,
    FRESHNESS,
    COMPLETENESS,
    COVERAGE,
    COVERAGE_GROUPS,
    MISSING,
    WARNINGS,
    SUMMARY,
)
