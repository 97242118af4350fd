"""What keeps a customer with us, and who else is there: frames, sentences, pictures."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts import words
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Case, Finding, say, say_first
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.research import columns as c
from salesnb.plots import kinds

DRAWN = 15

CUSTOMER_RESEARCH = Frame(
    title=N_("Research sheets"),
    key="customer_id",
    order="-amount",
    shows="customer_id customer_class amount our_share replaceability main_rival rival_advantage"
    " value_in_use n_known_by",
    rows=12,
    nothing="",
    fields=(
        c.CUSTOMER,
        c.CUSTOMER_CLASS,
        col.code("class_basis", N_("Classes"), c.CLASS_BASIS),
        col.text("kind", N_("Kind")),
        col.named("segment", N_("Segment"), of="segments"),
        col.REGION,
        col.flag("is_prospect", N_("Never bought")),
        c.AMOUNT,
        col.money("amount_before", N_("Sales of the twelve months before"), shown=COLUMN),
        col.share("margin_share", N_("Margin"), shown="growth"),
        col.money("potential", N_("Purchases of our kind per year"), shown=COLUMN),
        col.money("buys", N_("Buys in all, estimated"), shown=COLUMN),
        col.share("our_share", N_("Our share")),
        col.share("our_share_low", N_("Our share, low")),
        col.share("our_share_high", N_("Our share, high")),
        col.code("share_basis", N_("Our share rests on"), c.SHARE_BASIS),
        col.flag("is_stale", N_("Seen long ago")),
        col.money("gap_amount", N_("Buys elsewhere a year"), shown=COLUMN),
        col.share("supply", N_("Supplied by others")),
        col.share("lock_in", N_("Not agreed")),
        col.share("switching", N_("Ease of switching")),
        col.share("quoting", N_("Rivals quoting")),
        col.whole("n_parts", N_("Parts known")),
        col.number("replaceability", N_("Replaceability index"), digits=3, shown="factor"),
        col.number("replaceability_low", N_("Index, low"), digits=3, shown="factor"),
        col.number("replaceability_high", N_("Index, high"), digits=3, shown="factor"),
        c.MAIN_RIVAL,
        col.code("rival_advantage", N_("Its advantage"), words.ADVANTAGE),
        col.factor("price_ratio", N_("Its price over our list")),
        col.whole("n_rivals", N_("Rivals there")),
        col.money("value_in_use", N_("Value in use a year"), shown=COLUMN),
        col.share("win_chance", N_("Chance of winning")),
        col.whole("n_deals", N_("Own deals behind it")),
        col.code("chance_basis", N_("The chance rests on"), c.CHANCE_BASIS),
        col.money("worth", N_("Worth of pursuing a year"), shown=COLUMN),
        col.number("effort_hours", N_("Hours of twelve months"), digits=1, shown="tenths"),
        col.number("more_hours", N_("More hours to pursue"), digits=1, shown="tenths"),
        col.code("lever", N_("Lever"), words.LEVER),
        col.text("play", N_("First play")),
        col.text("play_zh", N_("First play in Chinese")),
        col.money("pursue", N_("Leaves a year: pursue"), shown=COLUMN),
        col.money("nurture", N_("Leaves a year: nurture"), shown=COLUMN),
        col.money("drop", N_("Leaves a year: drop"), shown=COLUMN),
        col.code("advice", N_("Advice"), c.ADVICE),
        col.money("regret", N_("Expected regret"), shown=COLUMN),
        col.whole("n_known_by", N_("People who know it")),
        col.flag("is_single_known", N_("Too few know it")),
    ),
)
RIVALS_THERE = Frame(
    title=N_("Rivals at each customer"),
    key="customer_id competitor_id",
    order="customer_id place",
    shows="customer_id competitor_id purchase_share advantage n_lost price_ratio quality service"
    " terms",
    fields=(
        c.CUSTOMER,
        c.RIVAL,
        col.whole("place", N_("Place")),
        col.share("purchase_share", N_("Share of its purchases")),
        col.day("observed_on", N_("Seen on")),
        col.code("advantage", N_("Advantage"), words.ADVANTAGE),
        col.code("advantage_basis", N_("Advantage told from"), c.ADVANTAGE_BASIS),
        col.whole("n_lost", N_("Deals lost to it")),
        col.money("amount_lost", N_("Amount lost to it"), shown=COLUMN),
        col.factor("price_ratio", N_("Its price over our list")),
        col.number("quality", N_("Quality, ours being 100"), digits=1, shown="tenths"),
        col.number("service", N_("Service, ours being 100"), digits=1, shown="tenths"),
        col.number("terms", N_("Terms, ours being 100"), digits=1, shown="tenths"),
    ),
)
RIVALS_BY = Frame(
    title=N_("Rivals at our customers, and what they are better at there"),
    key="competitor_id",
    order="-amount",
    shows="competitor_id n_customers amount share advantage n_advantage n_lost amount_lost",
    nothing="",
    fields=(
        c.RIVAL,
        col.whole("n_customers", N_("Customers where it is")),
        col.money("amount", N_("These buy from us"), shown=COLUMN),
        col.share("share", N_("Its share there, on average")),
        col.code("advantage", N_("Most frequent advantage"), words.ADVANTAGE),
        col.whole("n_advantage", N_("At so many customers")),
        col.whole("n_lost", N_("Deals lost to it")),
        col.money("amount_lost", N_("Amount lost to it"), shown=COLUMN),
    ),
)
VALUES = Frame(
    title=N_("Value in use a year, by product group and kind"),
    key="customer_id product_group kind",
    order="-value",
    shows="customer_id product_group kind amount_a_year size_factor value evidence author",
    rows=8,
    nothing="",
    fields=(
        c.CUSTOMER,
        col.PRODUCT_GROUP,
        col.code("kind", N_("Kind of value"), c.VALUE_KIND),
        col.money("amount_a_year", N_("Stated for a usual user"), shown=COLUMN),
        col.factor("size_factor", N_("Times a usual user")),
        col.money("value", N_("Value a year"), shown=COLUMN),
        col.text("evidence", N_("Evidence")),
        col.text("author", N_("Author")),
        col.day("judged_on", N_("Judged on")),
    ),
)


def found(page: Results) -> list[Finding]:
    """Return the sentences of the section."""
    return [easy(page), rival(page), *value(page)]


def easy(page: Results) -> Finding:
    """Say where we are most easily replaced, among the customers that matter."""
    many = N_("""Customers at which we could be replaced with ease (index surely above {easy}):
        {n_easy}, who buy {amount_easy} a year; the largest is {first.customer_id} with
        {first.amount} (index {first.replaceability}, {first.replaceability_low} to
        {first.replaceability_high}).""")
    none = N_("""At none of the {n_index} customers that could be judged is it sure that we could
        be replaced with ease (index above {easy}); among A customers the index of
        {first.customer_id} is highest: {first.replaceability} ({first.replaceability_low} to
        {first.replaceability_high}).""")
    unknown = N_("""How replaceable we are cannot be told: of share of supply, agreements, length
        of business and rivals at least two must be known.""")
    totals, own = page.totals, page.customer_research.known("replaceability")
    some = totals.keep(totals.frame["n_easy"] > 0)
    sure = own.keep(own.frame["replaceability_low"] > totals.first["easy"])
    leads = own.where(customer_class="A").by("-replaceability")
    if not some.is_empty and not sure.is_empty:
        return say("easy", "watch", many, some.first, first=sure.by("-amount").first)
    if not leads.is_empty:
        return say("easy", "good", none, totals.first, first=leads.first)
    return say("easy", "info", unknown)


def rival(page: Results) -> Finding:
    """Say which rival is at most of our customers, and by what."""
    text = N_("""{competitor_id} is at {n_customers} of our customers, who buy {amount} a year from
        us; what it is most often said to be better at there is {advantage} ({n_advantage}
        customers).""")
    bare = N_("""{competitor_id} is at {n_customers} of our customers, who buy {amount} a year from
        us; with what advantage nobody wrote down.""")
    unknown = N_("""Who else supplies our customers is not known: note rivals at customers
        (customer_rivals), or the competitor of lost deals.""")
    rows = page.rivals_by
    cases: list[Case] = [(rows.known("advantage"), "info", text), (rows, "watch", bare)]
    return say_first("rival", *cases, otherwise=unknown)


def value(page: Results) -> list[Finding]:
    """Say what our products are worth to customers, where anybody stated it."""
    text = N_("""By what stands in plan/value_in_use.toml our products are worth {value_in_use} a
        year to {n_valued} customers; the largest part is {first.product_group} at
        {first.customer_id}: {first.value} ({first.amount_a_year} for a usual user, times
        {first.size_factor}).""")
    if page.values.is_empty:
        none = N_("""What our products are worth to customers in money nobody has stated: write it
            into plan/value_in_use.toml.""")
        return [say("value", "info", none)]
    return [say("value", "info", text, page.totals.first, first=page.values.first)]


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the index of the largest customers with its range."""
    known = page.customer_research.known("replaceability").take(slice(DRAWN))
    columns = "replaceability replaceability_low replaceability_high"
    return kinds.estimates(known, "customer_id", columns, ax=ax)
