"""What several sections of 08_targets share: the dimensions of a cell, and their words."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}
NEW_CUSTOMER = {members.NEW_CUSTOMER: N_("new customers")}
NONE = {"": N_("none")}
TOTAL = {members.TOTAL: N_("total")}
DIMENSION = {
    **TOTAL,
    "level_1": N_("area"),
    "level_2": N_("area, second level"),
    "level_3": N_("area, third level"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "product": N_("product"),
    "segment": N_("segment"),
    "customer": N_("customer"),
    "rep": N_("rep"),
    "settlement": N_("settlement method"),
    "sales_method": N_("sales method"),
    "month": N_("month"),
    "several": N_("several dimensions"),
}
SEVERAL = {"": N_("what several dimensions name")}  # of a control
NODE_WORDS = {**UNASSIGNED, **NEW_CUSTOMER, **TOTAL, **SEVERAL}

DIMENSIONS = (
    col.ident("product_id", N_("Product"), of="products", words={**UNASSIGNED, **NONE}),
    col.ident("region_id", N_("Region"), of="regions", words={**UNASSIGNED, **NONE}),
    col.ident(
        "customer_id", N_("Customer"), of="customers", words={**UNASSIGNED, **NONE, **NEW_CUSTOMER}
    ),
    col.ident("rep_id", N_("Rep"), of="reps", words={**UNASSIGNED, **NONE}),
    col.ident(
        "settlement_id",
        N_("Settlement method"),
        of="settlement_terms",
        words={**UNASSIGNED, **NONE},
    ),
    col.ident(
        "sales_method_id", N_("Sales method"), of="sales_methods", words={**UNASSIGNED, **NONE}
    ),
    col.month("month", N_("Month")),
)
WAY = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words=NODE_WORDS)
BEFORE = col.money("before", N_("Last twelve months"), shown=COLUMN)
EXPECTED = col.money("expected", N_("Expected if nothing changes"), shown=COLUMN)
TARGET = col.money("target", N_("Target"), shown=COLUMN)
ASKED = col.money("asked", N_("Asked above the forecast"), shown="money_change")
GROWTH = col.kpi("growth", "growth", label=N_("On the last twelve months"))
