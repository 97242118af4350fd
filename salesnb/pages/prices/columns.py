"""What several sections of 06b_prices share: codes with their words, and columns."""

from salesnb.contracts import shorthand as col
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN

DIMENSION = {
    "total": N_("total"),
    "product_group": N_("product group"),
    "customer_class": N_("customer class"),
    "region": N_("region"),
}
NODE = {"total": N_("total"), "(unassigned)": N_("unassigned"), "": N_("not stated")}
WHY = {
    "": N_("nothing found"),
    "approval": N_("granted exception"),
    "promotion": N_("promotion"),
    "agreement": N_("agreed price"),
    "settlement": N_("discount for the way of paying"),
    "second_site": N_("second site of the customer"),
    "territory": N_("granted territory"),
    "unnamed_territory": N_("granted exception that names no region"),
    "typing_error": N_("too few rows: perhaps typing errors"),
}
SOURCE = {
    "sell_out": N_("sold on, as reported"),
    "inspection": N_("seen at an inspection"),
    "price": N_("price seen"),
}
LEVEL = {
    "cell": N_("product, class and region"),
    "class": N_("product and class"),
    "product": N_("product"),
    "group": N_("product group"),
    "none": N_("too few lines"),
}
BASIS = {"stated": N_("stated"), "usual": N_("as usual"), "none": N_("not known")}
KIND = {
    "leakage": N_("more discount than usual"),
    "below_floor": N_("below the floor price"),
    "dispersion": N_("below the usual prices"),
    "diversion": N_("seen in another region"),
}

CUSTOMER = col.ident("customer_id", N_("Customer"), of="customers", words=NODE)
PRODUCT = col.ident("product_id", N_("Product"), of="products", words=NODE)
REGION = col.ident("region_id", N_("Region"), of="regions", words=NODE)
HOME = col.ident("home_region_id", N_("Own region"), of="regions", words=NODE)
REP = col.ident("rep_id", N_("Rep"), of="reps", words=NODE)
CLASS = col.text("customer_class", N_("Class"))
WHYS = col.code("explanation", N_("Innocent explanation"), WHY)
LINES = col.whole("n_lines", N_("Lines"))
REALISED = col.kpi("price_realisation", "price_realisation")
BEFORE = col.share("before", N_("A year before"))
LIST = col.money("list_amount", N_("At list"), shown=COLUMN)
BELOW = col.whole("n_below", N_("Lines below floor"))
LACKS = col.money("below_amount", N_("Lacks of the floor"), shown=COLUMN)
EXPLAINED = col.money("explained_amount", N_("Of it granted or promoted"), shown=COLUMN)
