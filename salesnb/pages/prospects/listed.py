"""Whom do we know, and is each firm there once? The directory, and pairs that are unsure."""

from __future__ import annotations

from matplotlib.axes import Axes

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.prospects import columns as c
from salesnb.plots import kinds

EVIDENCE = {
    "same": N_("the same"),
    "near": N_("nearly"),
    "differs": N_("differs"),
    "unknown": N_("not known"),
}
REASON = {
    "number": N_("customer number on the lead"),
    "phone": N_("the same telephone"),
    "address": N_("the same address"),
    "name": N_("the same name"),
    "single": N_("a single trace"),
}
VERDICT = {"joined": N_("taken as one firm"), "apart": N_("left as two")}

BASIS = Frame(
    title=N_("What the page rests on"),
    key="scope",
    shows="n_traces n_entries n_open n_waiting worth_basis customer_amount margin_share judged_by",
    fields=(
        col.SCOPE,
        col.whole("n_traces", N_("Traces of firms")),
        col.whole("n_listings", N_("Entries of lists")),
        col.whole("n_leads", N_("Leads")),
        col.whole("n_named", N_("Traces with a name or a telephone")),
        col.whole("n_entries", N_("Firms")),
        col.whole("n_doubles", N_("Traces that repeat a firm")),
        col.whole("n_open", N_("Open prospects")),
        col.whole("n_stale", N_("Open ones without a trace for a year")),
        col.whole("n_no_phone", N_("Open ones without a telephone")),
        col.whole("n_given", N_("Open ones with consent")),
        col.whole("n_refused", N_("Open ones without consent")),
        col.whole("n_review", N_("Unsure pairs")),
        col.money("review_amount", N_("Potential of firms in unsure pairs")),
        col.whole("n_waiting", N_("Waiting for a call")),
        col.code("worth_basis", N_("What a customer is worth is told by"), c.WORTH),
        col.whole("horizon", N_("Months counted after a lead"), unit=N_("months")),
        col.money("customer_amount", N_("Sales of a new customer in them")),
        col.money("customer_low", N_("Sales of a new customer: low, 95 %")),
        col.money("customer_high", N_("Sales of a new customer: high, 95 %")),
        col.whole("n_new_customers", N_("New customers that tell it")),
        col.share("margin_share", N_("Margin of all sales")),
        col.whole("n_sourced", N_("Firms with a known source")),
        col.whole("n_four", N_("Firms found by the four usual kinds of sources")),
        col.share("four_share", N_("Share found by the four kinds")),
        col.share("four_low", N_("Share found by the four kinds: low, 95 %")),
        col.share("four_high", N_("Share found by the four kinds: high, 95 %")),
        col.share("claimed_share", N_("Share that is usually claimed for them")),
        col.code("judged_by", N_("Leads are judged by"), c.JUDGED),
        col.whole("n_tested", N_("Later leads that the ranking was held against")),
        col.whole("n_good", N_("Good ones among them")),
        col.whole("n_next", N_("Leads to call next")),
        col.money("next_amount", N_("Expected of the leads to call next")),
        col.number(
            "auc", N_("Chance that a good lead ranks above another"), digits=4, shown="share"
        ),
        col.number("auc_low", N_("Chance of the right order: low"), digits=4, shown="share"),
        col.number("auc_high", N_("Chance of the right order: high"), digits=4, shown="share"),
        col.share("caught", N_("Good ones in the first fifth of the leads")),
        col.share("caught_low", N_("Good ones in the first fifth: low, 95 %")),
        col.share("caught_high", N_("Good ones in the first fifth: high, 95 %")),
        col.share("chance_gap", N_("Mean gap of stated chances")),
        col.share("brier_gain", N_("Better than the base rate by")),
        col.whole("n_late", N_("Columns that only callers fill in")),
        col.flag("can_tell", N_("What is filled before the call can be told")),
        col.number("alike_auc", N_("Right order by likeness"), digits=4, shown="share"),
        col.number("alike_auc_low", N_("Right order by likeness: low"), digits=4, shown="share"),
        col.number("alike_auc_high", N_("Right order by likeness: high"), digits=4, shown="share"),
        col.whole("alike_n_good", N_("Won leads that likeness was held against")),
    ),
)

DIRECTORY = Frame(
    title=N_("The directory by state"),
    key="state",
    order="state",
    shows="state n n_joined n_phone n_stale complete_share n_given n_refused",
    optional="n_given n_refused",
    fields=(
        c.STATES,
        col.whole("n", N_("Firms")),
        col.whole("n_joined", N_("Of several traces")),
        col.whole("n_phone", N_("With a telephone")),
        col.whole("n_stale", N_("No trace for a year")),
        c.COMPLETE,
        col.whole("n_given", N_("Consent given")),
        col.whole("n_refused", N_("Consent not given")),
    ),
)

REVIEW = Frame(
    title=N_("Pairs that may or may not be one firm"),
    key="kind_a id_a kind_b id_b",
    order="-potential_amount",
    shows="id_a id_b chance verdict name phone address segment potential_amount",
    rows=10,
    nothing=N_("No pair is left unsure."),
    fields=(
        col.code("kind_a", N_("Kind of the first"), c.KIND),
        col.member("id_a", N_("First"), within="kind_a"),
        col.code("kind_b", N_("Kind of the second"), c.KIND),
        col.member("id_b", N_("Second"), within="kind_b"),
        col.share("chance", N_("Chance of being one firm"), shown="chance"),
        col.code("verdict", N_("Taken as"), VERDICT),
        col.code("name", N_("Name"), EVIDENCE),
        col.code("phone", N_("Telephone"), EVIDENCE),
        col.code("address", N_("Address"), EVIDENCE),
        col.code("region", N_("Region"), EVIDENCE),
        col.code("segment", N_("Segment"), EVIDENCE),
        c.POTENTIAL,
    ),
)

PROSPECTS = Frame(
    name="prospects",
    title=N_("All firms that are known, with state, chance and sources"),
    key="kind prospect_id",
    order="place state",
    shows="prospect_id state region_id segment n_sources seen_on consent chance amount",
    rows=10,
    fields=(
        c.KINDS,
        c.PROSPECT,
        c.STATES,
        c.REGION,
        c.SEGMENT,
        col.text("phone", N_("Telephone")),
        c.POTENTIAL,
        col.whole("n_traces", N_("Traces")),
        col.whole("n_listings", N_("Entries of lists")),
        col.whole("n_leads", N_("Leads")),
        c.N_SOURCES,
        col.code("reason", N_("Joined by"), REASON),
        c.SEEN,
        c.STALE,
        c.COMPLETE,
        c.CONSENTS,
        col.whole("place", N_("Place in the list of calls")),
        c.CHANCE,
        col.money("amount", N_("Expected"), shown=COLUMN),
    ),
)

DECISIONS = (
    Decision(
        "review",
        N_("Ask at the firms of the list which pairs are one, and mark it in the source system."),
        N_("sales support"),
        lever="set_right",
        asks="manager",
    ),
)


def known(page: Results) -> list[Finding]:
    """Say how many firms the traces are, and how many of them are open prospects."""
    row = page.basis.first
    if not row["n_traces"]:
        text = N_("No lists, leads or customers came in: nobody is known yet.")
        return [say("known", "info", text)]
    if not row["n_named"]:
        text = N_(
            "{n_traces} traces came in without names and telephones: whether a firm stands there"
            " twice cannot be told. Open prospects: {n_open}."
        )
        return [say("known", "info", text, row)]
    if not row["n_doubles"]:
        text = N_(
            "Traces in lists, leads and customers: {n_traces}, and as many firms; none was found"
            " twice. Open prospects among them: {n_open}."
        )
        return [say("known", "info", text, row)]
    text = N_(
        "{n_traces} traces in lists, leads and customers are {n_entries} firms ({n_doubles} repeat"
        " one); open prospects among them: {n_open}."
    )
    return [say("known", "info", text, row)]


def found(page: Results) -> list[Finding]:
    """Say what is known, which pairs are unsure, and what open prospects lack."""
    return [*known(page), *unsure(page), *lacking(page)]


def unsure(page: Results) -> list[Finding]:
    """Say how many pairs a person must settle."""
    row = page.basis.first
    if not row["n_review"]:
        text = N_("No two traces are left of which it is unsure whether they are one firm.")
        return [say("sure", "good", text)] if row["n_doubles"] else []
    if not row["review_amount"]:
        text = N_("Pairs of traces that may or may not be one firm: {n_review}.")
    elif row["n_review"] == 1:
        text = N_(
            "One pair of traces may or may not be one firm; firms in question could buy"
            " {review_amount} a year."
        )
    else:
        text = N_(
            "{n_review} pairs of traces may or may not be one firm; the firms in question could buy"
            " {review_amount} a year."
        )
    return [say("review", "watch", text, row)]


def lacking(page: Results) -> list[Finding]:
    """Say what open prospects lack: a recent trace, a telephone, consent."""
    row, said = page.basis.first, []
    if row["n_stale"]:
        text = N_("Open prospects without a trace for a year: {n_stale} of {n_open}.")
        said.append(say("stale", "info", text, row))
    if row["n_no_phone"] == row["n_open"] > 0:
        said.append(say("no_phone", "info", N_("No open prospect has a telephone number."), row))
    elif row["n_no_phone"]:
        text = N_("Open prospects without a telephone number: {n_no_phone} of {n_open}.")
        said.append(say("no_phone", "info", text, row))
    if row["n_given"] + row["n_refused"]:
        some = N_(
            "Open prospects that gave consent to be contacted: {n_given}; that did not:"
            " {n_refused}. Of the others it is not known."
        )
        every = N_(
            "Open prospects that gave consent to be contacted: {n_given}; that did not:"
            " {n_refused}. It is known of all."
        )
        text = every if row["n_given"] + row["n_refused"] >= row["n_open"] else some
        said.append(say("consent", "watch" if row["n_refused"] else "info", text, row))
    return said


def draw(page: Results, ax: Axes | None = None) -> Axes:
    """Draw the firms by state."""
    return kinds.bars(page.directory, "state", "n", ax=ax, title=N_("Firms by state"))


def alt(page: Results) -> Finding:
    """Say what the picture shows."""
    return known(page)[0]
