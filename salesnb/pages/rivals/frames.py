"""What 03b_rivals shows."""

from dataclasses import replace

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.i18n import N_

DIMENSION = {"product_group": N_("product group"), "region": N_("region")}
STATE = {
    "fresh": N_("watched"),
    "single": N_("one observation"),
    "gone": N_("not seen for too long"),
}
BASIS = {
    "seen": N_("our own, as seen"),
    "product": N_("product list"),
    "group": N_("group list"),
    "mixed": N_("several of these"),
}
OUTCOME = {
    "compared": N_("competitors' prices compared with ours"),
    "ours": N_("our own prices, to compare theirs with"),
    "currency": N_("in another currency than the company's: convert them in the mapping"),
    "no_price": N_("no price, or nought, in the observation"),
    "no_group": N_("no product group is known: note it, or a product that has one"),
    "no_reference": N_("no product of the group is on sale, or it has no list price"),
    "far": N_("too far from ours: another unit, currency or product"),
    "no_region": N_("of the regions alone: none is noted; they count in the product groups"),
    "left_out": N_("left out, all reasons together"),
    "total": N_("all prices seen"),
}
KIND = {"judgements": N_("Judgements of two years"), "deals": N_("Deals lost in twelve months")}
ASPECT = col.words_of(N_("price"), N_("quality"), N_("service"), N_("terms"), N_("variety"))
VERDICT = {
    "better": N_("better than ours"),
    "worse": N_("not as good as ours"),
    "unclear": N_("no clear difference"),
    "no_scale": N_("no scale with ours on it"),
    "too_few": N_("too few to tell"),
}
UNNAMED = {"(not stated)": N_("not stated")}
REASON = {**ASPECT, "no budget": N_("no budget"), "delivery": N_("delivery"), **UNNAMED}
RIVAL = col.ident("competitor_id", N_("Competitor"), of="competitors")
WINNER = replace(RIVAL, words={**UNNAMED, "total": N_("all together")})
N, N_NEW = col.whole("n", N_("Observations")), col.whole("n_new", N_("New this month"))
NEWEST, AGE = col.day("newest_on", N_("Newest")), col.whole("age_days", N_("Days old"))
SEEN = (N, col.whole("n_sources", N_("Sources")), NEWEST, AGE)
STATES = col.code("state", N_("State"), STATE)
EVIDENCE = (STATES, col.text("grade", N_("Grade of evidence")))
DEALS, AMOUNT = N_("Lost in twelve months: deals"), N_("Lost in twelve months: amount")
LOST = (col.whole("n", DEALS), col.money("amount", AMOUNT))
OVER_LIST = N_("Their price over our list price")

PRICES = Frame(
    title=N_("Competitors' prices against ours"),
    grain=N_("one row per competitor and product group, or region"),
    key="dimension competitor_id node",
    order="dimension price_ratio",
    shows="competitor_id node price_ratio low high n age_days basis moved",
    rows=12,
    fields=(
        col.code("dimension", N_("Dimension"), DIMENSION),
        RIVAL,
        col.member("node", N_("Node"), within="dimension"),
        *SEEN,
        *col.estimate("price_ratio", OVER_LIST, digits=4, shown="factor"),
        col.factor("against_net", N_("Over what customers pay us")),
        col.factor("month_ago", N_("A month ago")),
        col.number("moved", N_("Moved in a month, % points"), digits=4, shown="points"),
        N_NEW,
        col.month("since", N_("Level since")),
        col.code("basis", N_("Compared with"), BASIS),
        *EVIDENCE,
    ),
)

PRICE_CHANGES = Frame(
    title=N_("Steps of competitors' prices against ours"),
    grain=N_("one row per competitor, product group and step"),
    key="competitor_id product_group month",
    shows="competitor_id product_group month earliest latest size n_after our_growth other_growth",
    nothing="",
    fields=(
        RIVAL,
        col.PRODUCT_GROUP,
        col.month("month", N_("Step: most likely in")),
        col.month("earliest", N_("Step: at the earliest")),
        col.month("latest", N_("Step: at the latest")),
        col.share("size", N_("Step: size"), shown="growth"),
        col.factor("before", N_("Price over ours: before")),
        col.factor("after", N_("Price over ours: since")),
        col.whole("n_before", N_("Observations before")),
        col.whole("n_after", N_("Observations since")),
        col.share("chance", N_("Chance of seeing it without a step")),
        col.whole("months_ago", N_("Months ago")),
        col.share("our_growth", N_("Our sales on a year ago: of the group"), shown="growth"),
        col.share("other_growth", N_("Our sales on a year ago: of all others"), shown="growth"),
    ),
)

PRICE_MONTHS = Frame(
    title=N_("Competitors' prices over ours, month by month"),
    key="competitor_id product_group month",
    fields=(RIVAL, col.PRODUCT_GROUP, col.MONTH, N, col.factor("price_ratio", OVER_LIST)),
)

PRICE_ROWS = Frame(
    title=N_("What became of the prices seen"),
    key="outcome",
    total="outcome",
    fields=(
        col.code("outcome", N_("Outcome"), OUTCOME),
        col.whole("n_year", N_("Twelve months, for levels: by product group")),
        col.whole("n_regions", N_("Twelve months, for levels: by region")),
        col.whole("n_ever", N_("All months, for steps")),
    ),
)

ASPECTS = Frame(
    title=N_("Competitors' quality, variety, service and terms"),
    key="competitor_id aspect unit",
    order="aspect -mean",
    groups="aspect",
    rows=24,
    shows="aspect competitor_id mean low high n age_days verdict grade",
    nothing="",
    fields=(
        RIVAL,
        col.code("aspect", N_("Aspect"), ASPECT),
        replace(col.text("unit", N_("Unit")), words={"index": N_("index")}),
        *SEEN,
        *col.estimate("mean", N_("Mean of two years, ours being 100"), digits=3, shown="tenths"),
        col.number("month_ago", N_("A month ago"), digits=3, shown="tenths"),
        col.number("moved", N_("Moved in a month, points"), digits=3, shown="tenths"),
        N_NEW,
        col.share("confidence", N_("Stated confidence")),
        col.code("verdict", N_("Verdict"), VERDICT),
        *EVIDENCE,
    ),
)

LOST_REASONS = Frame(
    title=N_("Deals lost in twelve months, by competitor and reason"),
    key="competitor_id reason",
    order="-amount",
    fields=(
        WINNER,
        col.code("reason", N_("Reason"), REASON),
        *LOST,
        col.share("share", N_("Share of its wins")),
        col.share("usual_share", N_("Share at the others")),
        col.share("chance", N_("Chance of so many")),
        col.flag("stands_out", N_("Stands out")),
    ),
)

LOST_RIVALS = Frame(
    title=N_("Deals lost in twelve months, by competitor"),
    key="competitor_id",
    order="-amount",
    shows="competitor_id n amount share n_year_before amount_year_before main_reason n_main",
    total="competitor_id",
    nothing="",
    fields=(
        WINNER,
        *LOST,
        col.share("share", N_("Lost in twelve months: share")),
        col.whole("n_year_before", N_("Lost in the year before: deals")),
        col.money("amount_year_before", N_("Lost in the year before: amount")),
        col.code("main_reason", N_("Reason given most often: reason"), REASON),
        col.whole("n_main", N_("Reason given most often: deals")),
    ),
)

RIVALS = Frame(
    title=N_("What is known of each competitor, and what it took"),
    key="competitor_id",
    order="-amount_lost",
    shows="competitor_id n_prices n_aspects age_days n_better n_worse n_lost amount_lost state",
    total="competitor_id",
    fields=(
        replace(RIVAL, words={"total": N_("all named competitors")}),
        col.whole("n_prices", N_("Seen: prices of twelve months")),
        col.whole("n_aspects", N_("Seen: judgements of two years")),
        NEWEST,
        AGE,
        col.whole("n_better", N_("Aspects: better than ours")),
        col.whole("n_worse", N_("Aspects: not as good as ours")),
        col.whole("n_lost", DEALS),
        col.money("amount_lost", AMOUNT),
        STATES,
    ),
)

LEFT_OUT = Frame(
    title=N_("Judgements and lost deals: which count, and why others do not"),
    key="kind",
    fields=(
        col.code("kind", N_("Kind of row"), KIND),
        col.whole("n_seen", N_("Seen in all")),
        col.whole("n_counted", N_("Counted: rows")),
        col.whole("n_no_amount", N_("Counted: without an amount")),
        col.whole("n_unnamed", N_("Counted: competitor not stated")),
        col.whole("n_no_value", N_("Left out: no value")),
        col.whole("n_no_rival", N_("Left out: no competitor")),
        col.whole("n_no_day", N_("Left out: no closing day")),
    ),
)

NEWS = Frame(
    title=N_("What this month added to what is known of competitors"),
    key="scope",
    fields=(
        col.SCOPE,
        col.whole("n_new_prices", N_("New prices seen")),
        col.whole("n_new_aspects", N_("New other observations")),
        col.whole("n_panels", N_("Panels of a competitor in a product group or an aspect")),
        col.whole("n_seen", N_("Panels seen this month")),
        col.whole("n_steps", N_("Steps of price this month")),
        col.whole("n_gone", N_("Panels not seen for too long")),
        col.share("smallest_step", N_("Smallest step that would be found in four of five panels")),
        col.share("near", N_("Counts as about equal: a price no further below ours")),
    ),
)
