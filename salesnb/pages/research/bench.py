"""Who could replace an A customer, and who of us knows it: frames, sentences, pictures."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Case, Decision, Finding, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c
from salesnb.plots import kinds

BENCH = Frame(
    title=N_("Substitutes behind each A customer"),
    key="customer_id place",
    shows="customer_id place substitute_id distance headroom win_chance brings",
    fields=(
        c.CUSTOMER,
        col.whole("place", N_("Place")),
        c.SUBSTITUTE,
        col.number("distance", N_("Distance (small is alike)"), digits=3, shown="factor"),
        col.money("headroom", N_("Could buy more from us a year"), shown=COLUMN),
        col.share("win_chance", N_("Chance of winning")),
        col.money("brings", N_("Would bring"), shown=COLUMN),
    ),
)
COVER = Frame(
    title=N_("What the substitutes of an A customer would make up for"),
    key="customer_id",
    order="-amount",
    shows="customer_id amount n_substitutes nearest_id brings cover",
    rows=10,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.AMOUNT,
        col.whole("n_substitutes", N_("Substitutes")),
        col.ident("nearest_id", N_("Nearest substitute"), of="customers"),
        col.money("brings", N_("Would bring"), shown=COLUMN),
        col.share("cover", N_("Would make up for")),
        col.flag("is_covered", N_("Made up for")),
    ),
)
BENCH_TOTALS = Frame(
    title=N_("A customers and their substitutes in all"),
    key="scope",
    fields=(
        col.SCOPE,
        col.code("class_basis", N_("Classes"), c.CLASS_BASIS),
        col.whole("n_a", N_("A customers")),
        col.whole("n_pool", N_("Customers and prospects to choose from")),
        col.whole("n_left_out", N_("A customers left out")),
        col.whole("n_covered", N_("Made up for")),
        col.whole("n_unknown", N_("Not known")),
        col.whole("n_without", N_("Without a substitute")),
        col.money("amount", N_("Sales of A customers")),
        col.money("amount_uncovered", N_("Sales not made up for")),
        col.money("brings", N_("Substitutes would bring")),
        col.share("cover", N_("Would make up for")),
    ),
)
FAMILIARITY = Frame(
    title=N_("Who knows whom"),
    key="rep_id customer_id",
    fields=(
        col.REP,
        c.CUSTOMER,
        c.PART_OF,
        col.number("familiarity", N_("Stated familiarity"), digits=1),
        col.whole("n_visits", N_("Visits of twelve months")),
        col.flag("is_owner", N_("In charge")),
        col.flag("is_known", N_("Knows it")),
    ),
)
KNOWN = Frame(
    title=N_("A customers and substitutes, by how many of us know them"),
    key="customer_id",
    order="part n_known_by -amount",
    shows="customer_id part amount n_known_by only_id owner_id",
    nothing="",
    fields=(
        c.CUSTOMER,
        c.PART_OF,
        c.AMOUNT,
        col.whole("n_known_by", N_("People who know it")),
        col.ident("only_id", N_("Only known by"), of="reps"),
        c.OWNER,
        col.flag("is_single", N_("Too few know it")),
    ),
)
REPS_KNOWN = Frame(
    title=N_("What each rep knows"),
    key="rep_id",
    order="-amount_only",
    shows="rep_id n_a_known n_a n_substitute_known n_substitute n_b_known n_b n_only amount_only",
    rows=12,
    nothing="",
    fields=(
        col.REP,
        col.whole("n_a", N_("Own A customers: in all")),
        col.whole("n_a_known", N_("Own A customers: known")),
        col.whole("n_substitute", N_("Own substitutes: in all")),
        col.whole("n_substitute_known", N_("Own substitutes: known")),
        col.whole("n_b", N_("Own B customers: in all")),
        col.whole("n_b_known", N_("Own B customers: known")),
        col.whole("n_others", N_("Others' A customers known")),
        col.whole("n_only", N_("A customers known to nobody else")),
        col.money("amount_only", N_("Sales known to nobody else"), shown=COLUMN),
    ),
)
BUS = Frame(
    title=N_("Whose leaving would leave most A customers with nobody who knows them"),
    key="place",
    shows="place rep_id amount share_lost",
    rows=5,
    nothing="",
    fields=(
        col.whole("place", N_("Place")),
        col.REP,
        col.money("amount", N_("Sales of A customers then known to nobody"), shown=COLUMN),
        col.share("share_lost", N_("Of all A customers, so far")),
    ),
)
KNOWN_TOTALS = Frame(
    title=N_("How well the A customers are known"),
    key="scope",
    fields=(
        col.SCOPE,
        col.whole("known_by", N_("People who should know a customer")),
        col.code("basis", N_("Told from"), c.BASIS_KNOWN),
        col.whole("n_a", N_("A customers")),
        col.whole("n_a_single", N_("A customers that too few know")),
        col.whole("n_a_unknown", N_("A customers that nobody knows")),
        col.money("amount_a", N_("Sales of A customers")),
        col.money("amount_single", N_("Sales of A customers that too few know")),
        col.share("share_single", N_("Of the sales of A customers")),
        col.whole("n_substitutes", N_("Substitutes")),
        col.whole("n_substitutes_single", N_("Substitutes that too few know")),
        col.whole("bus_factor", N_("People whose leaving takes half of it")),
    ),
)
DECISIONS = (
    Decision(
        "known",
        N_("Take a second person to the largest of them this month, and write down who it was."),
        N_("head of sales"),
        "known_totals.amount_single",
        N_("a year bought by A customers that too few of us know"),
        lever="secure",
    ),
)


def known(page: Results) -> Finding:
    """Say how many A customers and substitutes too few of us know."""
    text = N_("""Of {n_a} A customers {n_a_single} are known by fewer than {known_by} of our
        people: {amount_single} a year, {share_single} of what A customers buy. Of their
        {n_substitutes} substitutes {n_substitutes_single} are.""")
    good = N_(
        """Every one of the {n_a} A customers is known by at least {known_by} of our people."""
    )
    unknown = N_("""Who knows which A customer cannot be told: export customer_reps with
        familiarity, or visits.""")
    rows = page.known_totals
    told = rows.keep((rows.frame["basis"] != "none") & (rows.frame["n_a"] > 0))
    some = told.keep(told.frame["n_a_single"] > 0)
    cases: list[Case] = [(some, "watch", text), (told, "good", good)]
    return say_first("known", *cases, otherwise=unknown)


def bus(page: Results) -> list[Finding]:
    """Say how few people would have to leave."""
    text = N_("""Were {bus_factor} of our people to leave, half of the sales of A customers would
        be with customers that nobody here knows; the first of them is {first.rep_id}, with
        {first.amount} a year.""")
    rows = page.known_totals.known("bus_factor")
    if rows.is_empty or page.bus.is_empty:
        return []
    return [say("bus", "info", text, rows.first, first=page.bus.first)]


def cover(page: Results) -> Finding:
    """Say what the bench would make up for, in all and for the largest A customer."""
    text = N_("""If all A customers were lost, their substitutes would bring {brings} of the
        {amount} a year ({cover}); for the largest, {first.customer_id} with {first.amount},
        {first.brings} ({first.cover}). A customers are told {class_basis}.""")
    none = N_("""There is nobody to stand behind the {n_a} A customers: no other customer or
        prospect is alike enough.""")
    unknown = N_("""What substitutes would make up for cannot be told: purchases of our kind per
        year (customers) or rivals' shares, and closed deals are needed.""")
    rows, own = page.bench_totals, page.cover.known("cover nearest_id")
    some = rows.known("cover") if not own.is_empty else rows.take(slice(0))
    bare = rows.keep((rows.frame["n_a"] > 0) & (rows.frame["n_without"] == rows.frame["n_a"]))
    first = {} if own.is_empty else {"first": own.first}
    cases: list[Case] = [(bare, "watch", none), (some, "info", text)]
    return say_first("cover", *cases, otherwise=unknown, **first)


def found(page: Results) -> list[Finding]:
    """Return the sentences of the section."""
    return [known(page), *bus(page), cover(page)]


def tables(page: Results) -> list[Result | TableView]:
    """Return what reps know, whom too few know, and whose leaving counts, where it can be told."""
    if page.known_totals.first["basis"] == "none":
        return [page.cover]
    leads = page.known.where(part="a").table(rows=8)
    return [page.reps_known, leads, page.bus, page.cover]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the sales of A customers that each rep alone knows."""
    alone = page.reps_known.keep(page.reps_known.frame["n_only"] > 0)
    return kinds.bars(alone.take(slice(15)), "rep_id", "amount_only", ax=ax)
