"""Who is A, B and C, and how sure that is."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result
from salesnb.findings import Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.customers import columns as c
from salesnb.plots import kinds

NEAREST = 15  # customers in the picture
NOBODY = N_("Nobody can be classified: no customer has bought or stands among the customers.")
UNSURE = 0.4  # of the customers: more whose class is uncertain call for better data

CUSTOMER_CLASSES = Frame(
    name="customer_classes",
    title=N_("Customers by class"),
    key="customer_id",
    order="-worth",
    shows="customer_id rep_id customer_class p_a p_b p_c expected worth deciding",
    nothing="",
    fields=(
        c.CUSTOMER,
        c.REP,
        c.CLASSES,
        c.EARLIER,
        col.code("proposed_class", N_("Most probable class"), c.CLASS),
        c.MOVES,
        c.chance("p_a", N_("Chance of A")),
        c.chance("p_b", N_("Chance of B")),
        c.chance("p_c", N_("Chance of C")),
        c.score("score", N_("Score")),
        c.score("score_low", N_("Score: low")),
        c.score("score_high", N_("Score: high")),
        c.EXPECTED,
        c.WORTH,
        col.money("worth_low", N_("Worth: low"), shown=COLUMN),
        col.money("worth_high", N_("Worth: high"), shown=COLUMN),
        col.flag("is_grey", N_("Class uncertain")),
        c.DECIDING,
        col.whole("n_missing", N_("Criteria without a value")),
        col.whole("n_flips", N_("Weights that would change the class")),
        *(c.score(name, label) for name, label in c.CRITERION.items()),
        col.number("visits_per_month", N_("Visits a month"), digits=3, shown="decimal"),
        col.number("hours", N_("Hours a month"), digits=3, shown="tenths"),
    ),
)

CLASS_TABLE = Frame(
    name="class_table",
    title=N_("What each class brings and takes"),
    key="customer_class",
    shows="customer_class n_customers n_grey worth_from expected share visits_per_month hours cost",
    fields=(
        c.CLASSES,
        col.whole("n_customers", N_("Customers")),
        col.whole("n_grey", N_("Customers of uncertain class")),
        col.money("worth_from", N_("From a worth of"), shown=COLUMN),
        c.EXPECTED,
        col.share("share", N_("Share of what is expected")),
        col.number("visits_per_month", N_("Visits a month, each"), digits=3, shown="decimal"),
        col.share("secured", N_("Part of the worth that its visits secure")),
        col.number("hours", N_("Hours a month, in all"), digits=2, shown="hours"),
        col.money("cost", N_("Cost of a year, in all"), shown=COLUMN),
        col.number("n_expected", N_("Customers by chance"), digits=2, shown="tenths"),
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say how many customers are A and what they bring, and how many classes are uncertain."""
    if page.customer_classes.is_empty:
        is_anybody = page.class_boundaries.first["n_customers"] > 0
        return [] if is_anybody else [say("classes", "info", NOBODY)]
    a, b, rest = (page.class_table.row(customer_class=one) for one in ("A", "B", "C"))
    text = N_(
        "A are {n_customers} customers: {expected} of {basis.counted} expected of a year, {share}"
        " of all, with {hours} hours of visits a month; B are {b.n_customers} with {b.share}, C"
        " {rest.n_customers} with {rest.share}."
    )
    basis = page.class_boundaries.first
    said = [say("classes", "info", text, a, b=b, rest=rest, basis=basis)]
    return said if a["n_customers"] else [_nobody(page), *said]


def _nobody(page: Results) -> Finding:
    text = N_("Nobody is worth the visits of an A: that begins at a worth of {a_from} a year.")
    return say("no_a", "watch", text, page.class_boundaries.first)


def sure(page: Results) -> list[Finding]:
    """Say of how many customers the class is uncertain, and whose class is the most doubtful A."""
    rows = page.class_table
    if page.customer_classes.is_empty:
        return []
    n = len(page.customer_classes.frame)
    grey = page.customer_classes.where(is_grey=True)
    status: Status = "watch" if len(grey.frame) > UNSURE * n else "info"
    text = N_(
        "Uncertain is the class of {a.n_grey} of {a.n_customers} A customers, {b.n_grey} of"
        " {b.n_customers} B and {rest.n_grey} of {rest.n_customers} C: no class of theirs has the"
        " chance that is asked for."
    )
    three = {n: rows.row(customer_class=k) for n, k in (("a", "A"), ("b", "B"), ("rest", "C"))}
    return [say("sure", status, text, **three), *_doubtful(page)]


def _doubtful(page: Results) -> list[Finding]:
    rows = page.customer_classes.where(customer_class="A", is_grey=True).by("-expected")
    text = N_(
        "The largest of these A customers is {customer_id}: expected {expected} a year, A with a"
        " chance of {p_a}, B of {p_b}, C of {p_c}; criteria without a value: {n_missing}."
    )
    return [say("doubtful", "info", text, row) for row in list(rows)[:1]]


def alt(page: Results) -> Finding:
    """Say what the picture of the largest customers shows."""
    rows = page.customer_classes
    if rows.is_empty:
        return say("picture", "info", N_("There is nobody to draw."))
    text = N_(
        "Nearest to the boundary of A stands {customer_id}: worth {worth} a year ({worth_low} to"
        " {worth_high}), where A begins at {basis.a_from}."
    )
    basis = page.class_boundaries.first
    return say("picture", "info", text, _nearest(page).first, basis=basis)


def largest(page: Results) -> Result:
    """Return the customers of class A, those worth most first."""
    return page.customer_classes.where(customer_class="A").by("-worth")


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the worth of the customers nearest to the boundary of A, with its range."""
    rows, basis = _nearest(page).by("-worth"), page.class_boundaries.frame
    at = float(basis["a_from"].iloc[0]) if len(basis) else None
    by = "customer_id customer_class"
    return kinds.intervals(rows, by, "worth worth_low worth_high", at=at, ax=ax)


def _nearest(page: Results) -> Result:
    """Return the customers of whom it is least certain whether they are A, the nearest first."""
    rows = page.customer_classes
    distance = (rows.frame["p_a"] - 0.5).abs()
    return rows.take(distance.to_numpy().argsort(kind="stable")[:NEAREST])
