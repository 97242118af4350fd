"""What several sections of 13c_trust share: codes with their words, and columns."""

from salesnb import members
from salesnb.contracts import shorthand as col
from salesnb.contracts.fields import Field
from salesnb.i18n import N_

FORECASTER = {
    "issued": N_("Forecast as issued"),
    "tested": N_("Rule of the forecast, tested on earlier months"),
    "commit": N_("Commitments of the reps"),
}
DIMENSION = {
    members.TOTAL: N_("total"),
    "level_1": N_("area"),
    "region": N_("region"),
    "product_group": N_("product group"),
    "rep": N_("rep"),
}
TOTAL = {members.TOTAL: N_("total")}
UNASSIGNED = {members.UNASSIGNED: N_("unassigned")}

FORECASTERS = col.code("forecaster", N_("Forecaster"), FORECASTER)
DIMENSIONS = col.code("dimension", N_("Dimension"), DIMENSION)
NODE = col.member("node", N_("Node"), within="dimension", words={**UNASSIGNED, **TOTAL})
RECORD: tuple[Field, ...] = (
    col.whole("n_months", N_("Months")),
    col.share("wape", N_("Missed by, of sales (WAPE)")),
    col.share("bias", N_("Bias"), shown="growth"),
    col.share("bias_low", N_("Bias, low"), shown="growth"),
    col.share("bias_high", N_("Bias, high"), shown="growth"),
    col.share("naive_wape", N_("Last year's month missed by")),
    col.share("added", N_("Better than last year's month, points"), shown="points"),
    col.share("added_low", N_("Better, points: low"), shown="points"),
    col.share("added_high", N_("Better, points: high"), shown="points"),
    col.whole("n_ranged", N_("With a range")),
    col.whole("n_inside", N_("Came inside it")),
)
