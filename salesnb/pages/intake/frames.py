"""What 01_intake shows: its columns, then its frames."""

from salesnb.contracts import AREA_LABELS, TABLES
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Chart, Frame
from salesnb.contracts.tasks import GROUP_LABELS, TASKS
from salesnb.contracts.workbooks import SNAPSHOT
from salesnb.i18n import N_

STATE = {
    "managed": N_("Managed"),
    "unserved": N_("Fresh data, no workbook yet"),
    "stale": N_("With old data"),
    "unmanaged": N_("Without data"),
}
STATE_LOOKS = "n_managed=good n_unserved=neutral n_stale=plan n_unmanaged=before"
CHART = Chart("bar", "group", STATE_LOOKS, but={"group": ("total",)}, is_stacked=True)
REASON = {
    "left_out_by_mapping": N_("left out by the mapping"),
    "total_row": N_("total rows of the files"),
    "footer": N_("notes below the tables"),
    "roll_up": N_("sums of other rows, which would count twice"),
    "allocated_above_receipt": N_("allocations above what came in"),
    "duplicate_row": N_("whole rows that stood twice"),
    "unknown_reference": N_("identifiers that no master knows"),
    "missing_value": N_("a needed value is missing"),
    "not_a_date": N_("days that cannot be read"),
    "not_a_number": N_("numbers that cannot be read"),
    "rounding": N_("rounded to whole minor units"),
    "rounding of cost_amount": N_("costs rounded to whole minor units"),
    "rounding of list_amount": N_("list values rounded to whole minor units"),
    "after_the_month": N_("dated or recorded after the month"),
}
CUBE = {name: SNAPSHOT[name] for name in ("sales_cube", "order_cube", "collections_cube")}
CELLED = {name: SNAPSHOT[name] for name in ("order_days", "price_cells", "price_exceptions")}
AGAINST = {"earlier_close": N_("an earlier closing"), "previous_month": N_("the month before")}

AREA = col.code("area", N_("Kind of data"), {**AREA_LABELS, "total": N_("All tables")})
GROUP = col.code("group", N_("Area"), {**GROUP_LABELS, "total": N_("All tasks")})
TABLE = col.code("table", N_("Table"), {name: one.label for name, one in TABLES.items()})
TASK = col.code("task_id", N_("Task"), {one.id: one.label for one in TASKS})
ROWS = col.whole("n_rows", N_("Rows"))
N_TABLES = col.whole("n_tables", N_("Tables with rows"))
N_KNOWN = col.whole("n_known", N_("Tables there could be"))
N_FILES = col.whole("n_files", N_("Files"))
NEWEST = col.day("newest_on", N_("Newest row"))
ABSENT = col.text("absent", N_("Did not come in"))
FILE, ENCODING = col.text("file", N_("File")), col.text("encoding", N_("Encoding"))
DIFFERENCE = col.money("difference", N_("Unexplained"), digits=6, shown="money_exact")
MONEY = col.money("money", N_("Money"), digits=6, shown="money_exact")
COLUMN, NAME = col.text("column", N_("Column")), col.message("label", N_("Name"))
EXPORTED = col.text("exported_as", N_("Exported as"))
OWNER = col.message("owner", N_("Who usually has it"))
N_LACKING = col.whole("n_tasks", N_("Tasks of installed workbooks that lack it"))
N_UNLOCKED = col.whole("n_unlocked", N_("Tasks that lack nothing else"))
RULE, MESSAGE = col.text("rule", N_("Rule")), col.message("message", N_("First of them"))

AREAS = Frame(
    title=N_("What came in, by area"),
    grain=N_("one row per area of tables, and the total"),
    key="area",
    total="area",
    fields=(AREA, N_TABLES, N_KNOWN, N_FILES, ROWS, NEWEST, ABSENT),
)

FILES = Frame(
    title=N_("What came in"),
    grain=N_("one row per table, with the files that it was made of"),
    key="table",
    fields=(TABLE, FILE, ROWS, ENCODING),
)

CELLS = Frame(
    title=N_("By what the lines are kept"),
    grain=N_("one row per frame of cells"),
    key="frame",
    nothing=N_("This month was closed before days of orders and cells of prices were kept."),
    fields=(
        col.code("frame", N_("Kept as"), CELLED),
        TABLE,
        col.text("grain", N_("By the columns")),
        col.text("given_up", N_("Given up: too many cells")),
        col.whole("n_cells", N_("Cells")),
        col.whole("most_cells", N_("Cells there may be")),
    ),
)

TIES = Frame(
    title=N_("From the raw files to the month, to the cent"),
    grain=N_("one row per table with money"),
    key="table",
    fields=(
        TABLE,
        col.whole("source_rows", N_("Rows in the files")),
        col.money("source_money", N_("Money in the files"), digits=6, shown="money_exact"),
        col.money("kept_money", N_("In the snapshot"), shown="money_exact"),
        col.whole("ledger_rows", N_("Rows left out")),
        col.money("ledger_money", N_("Left out or rounded"), digits=6, shown="money_exact"),
        DIFFERENCE,
    ),
)

LEDGER = Frame(
    title=N_("What was left out, and why"),
    key="table reason",
    order="reason -|money| -rows",
    fields=(TABLE, col.code("reason", N_("Reason"), REASON), col.whole("rows", N_("Rows")), MONEY),
)

FRESHNESS = Frame(
    title=N_("How fresh each table is"),
    key="table",
    order="days_left",
    rows=10,
    fields=(
        TABLE,
        ROWS,
        NEWEST,
        col.whole("days_behind", N_("Days behind the month's end")),
        col.whole("allowed_days", N_("Days allowed")),
        col.whole("days_left", N_("Days left"), sign=""),
        col.flag("is_stale", N_("Stale")),
    ),
)

COMPLETENESS = Frame(
    title=N_("Where columns have gaps"),
    key="table column",
    order="filled_share",
    fields=(TABLE, COLUMN, NAME, ROWS, col.share("filled_share", N_("Filled"))),
)

COVERAGE = Frame(
    title=N_("Tasks of managing sales"),
    grain=N_("one row per management task"),
    key="task_id",
    shows="task_id missing_tables stale_tables workbook",
    nothing="",
    fields=(
        GROUP,
        TASK,
        col.code("state", N_("State"), STATE),
        col.text("missing_tables", N_("Tables missing")),
        col.text("stale_tables", N_("Tables out of date")),
        col.text("workbook", N_("Workbook")),
        col.message("section", N_("Section")),
        col.flag("is_served", N_("Workbook installed")),
    ),
)

COVERAGE_GROUPS = Frame(
    title=N_("Tasks of managing sales: managed or not"),
    grain=N_("one row per area of management, and the total"),
    key="group",
    total="group",
    chart=CHART,
    fields=(
        GROUP,
        col.whole("n_tasks", N_("Tasks")),
        *(col.whole(f"n_{state}", word) for state, word in STATE.items()),
        col.share("managed_share", N_("Share managed")),
        col.share("fresh_share", N_("Share with fresh data")),
    ),
)

MISSING = Frame(
    title=N_("Which missing table would help most"),
    grain=N_("one row per missing table"),
    key="table",
    order="-n_unlocked -n_tasks",
    rows=8,
    fields=(TABLE, EXPORTED, OWNER, N_LACKING, N_UNLOCKED),
)

WARNINGS = Frame(
    title=N_("Warnings of the gate"),
    key="table rule",
    shows="table message n_rows",
    fields=(TABLE, RULE, MESSAGE, col.text("message_zh", N_("First of them, in Chinese")), ROWS),
)

SUMMARY = Frame(
    title=N_("The month's intake in one row"),
    key="scope",
    fields=(
        col.SCOPE,
        N_FILES,
        N_TABLES,
        col.whole("n_stale", N_("Tables out of date")),
        col.whole("n_rows", N_("Rows read")),
        col.money("source_money", N_("Sales in the files"), digits=6),
        col.money("kept_money", N_("Sales in the snapshot")),
        col.month("first_month", N_("First month with sales")),
        col.month("last_month", N_("Last month with sales")),
        col.money("later_money", N_("Sales dated after the month"), digits=6),
        col.money("left_out_money", N_("Sales left out or rounded"), digits=6),
        col.whole("left_out_rows", N_("Rows left out")),
        DIFFERENCE,
        col.whole("n_warnings", N_("Warnings")),
        col.whole("n_unowned_lines", N_("Lines without a rep")),
        col.money("unowned_money", N_("Sales without a rep")),
        col.share("unowned_share", N_("Share of sales without a rep")),
        col.money("without_reps_money", N_("Sales that need no rep")),
        col.flag("uses_reps", N_("Sales are credited to reps")),
    ),
)

CHANGES = Frame(
    title=N_("What late rows changed in months closed before"),
    grain=N_("one row per comparison, frame and month"),
    key="against frame month",
    fields=(
        col.code("against", N_("Compared with"), AGAINST),
        col.code("frame", N_("Frame"), CUBE),
        col.MONTH,
        col.whole("lines_before", N_("Lines before")),
        col.whole("lines_now", N_("Lines now")),
        col.money("money_before", N_("Money before"), shown="money_full"),
        col.money("money_now", N_("Money now"), shown="money_full"),
        col.money("money_change", N_("Change"), shown="money_full"),
    ),
)
