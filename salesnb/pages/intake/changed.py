"""What 01_intake shows and says of changes on customers."""

from __future__ import annotations

from salesnb.contracts import TABLES
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.results import Result
from salesnb.findings import Finding, say
from salesnb.i18n import N_

BASIS = {
    "dated": N_("the table of dated changes"),
    "compared": N_("this month against the one before"),
    "not_judged": N_("nothing: not judged"),
}
NO_CHANGE = {
    "dated": N_("The table of dated changes of customers has no row of the month."),
    "compared": N_(
        "Customers' master data are as they were a month earlier, in the columns that are compared."
    ),
}
LABELS = {field.name: field.label for field in TABLES["customers"].fields}
CHANGED = col.code("field", N_("What changed"), LABELS)

CUSTOMER_CHANGES = Frame(
    title=N_("What changed on customers"),
    grain=N_("one row per customer and column that changed in the month"),
    key="customer_id field nth",
    order="field changed_on customer_id",
    shows="customer_id field old_value new_value changed_on",
    nothing=N_("""No change of customers is known for the month, or the month before was not
        closed."""),
    fields=(
        col.ident("customer_id", N_("Customer"), of="customers"),
        CHANGED,
        col.whole("nth", N_("Change of the month")),
        col.member("old_value", N_("Old value"), within="field"),
        col.member("new_value", N_("New value"), within="field"),
        col.day("changed_on", N_("Changed on")),
    ),
)

CUSTOMER_CHANGE_COUNTS = Frame(
    title=N_("How many changes of customers are known"),
    grain=N_("one row"),
    key="basis",
    fields=(
        col.code("basis", N_("Known from"), BASIS),
        col.whole("n_changes", N_("Changes")),
        col.whole("n_customers", N_("Customers with changes")),
        CHANGED,
        col.whole("n_of_field", N_("Changes of that kind")),
    ),
)


def how_many(counts: Result) -> list[Finding]:
    """Say how much of customers' master data changed in the month, unless it is not judged."""
    row = counts.first
    if row["basis"] == "not_judged":
        return []
    if not row["n_changes"]:
        return [say("customer_changes", "info", NO_CHANGE[row["basis"]], row)]
    text = N_(
        "Master data of customers changed in the month: customers {n_customers}, changed values"
        ' {n_changes}, most often "{field}" ({n_of_field}).'
    )
    return [say("customer_changes", "info", text, row)]
