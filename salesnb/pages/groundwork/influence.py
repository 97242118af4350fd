"""Who influences whom, and whom to cultivate by whom."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.findings import Decision, Finding, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.groundwork import columns as c
from salesnb.pages.groundwork import speaking

DIMENSION = {
    "person": N_("person"),
    "customer": N_("customer"),
    "organisation": N_("organisation"),
    "lead": N_("lead"),
}
STATE = {
    "chosen": N_("to cultivate"),
    "held": N_("held back"),
    "other": N_("not chosen"),
}
CONSENT = {
    "given": N_("given"),
    "part": N_("refused for some ties (not used)"),
    "unknown": N_("not known for some"),
    "refused": N_("refused"),
}
STEP = {
    "agree": N_("agree on cooperation"),
    "answer_rival": N_("meet before the competitor does, agree on cooperation"),
    "ask_consent": N_("ask for consent first"),
    "name_rep": N_("name who of us approaches"),
    "approval": N_("nothing without approval of compliance"),
    "no_consent": N_("nothing over ties whose consent was refused"),
}
KNOWN_BY = {
    "tie": N_("knows the person"),
    "customer": N_("looks after the customer"),
    "touches": N_("sees the organisation"),
    "": N_("nobody"),
}
SAID = 3

PEOPLE = Frame(
    title=N_("Who has influence, and whom to cultivate"),
    key="dimension node",
    order="state place -moves",
    shows="place node kind reach usable added consent rep_id next_step",
    optional="brokerage_error",
    nothing="",
    fields=(
        col.code("dimension", N_("Whose master"), DIMENSION),
        col.member("node", N_("Person or body"), within="dimension"),
        c.KINDS,
        col.whole("place", N_("Place")),
        col.share("reach", N_("Chance of moving one at least")),
        col.money("moves", N_("Business moved by all its ties"), shown=COLUMN),
        col.money("usable", N_("Business moved alone"), shown=COLUMN),
        col.money("added", N_("Added to those before"), shown=COLUMN),
        col.share("brokerage", N_("Stands between others")),
        col.share("brokerage_error", N_("Error of it")),
        col.number("standing", N_("Weight in the network"), digits=6, shown="share"),
        col.whole("n_ties", N_("Ties")),
        col.whole("n_rivals", N_("Competitors with a tie")),
        col.ident("rival_id", N_("Competitor"), of="competitors"),
        col.code("consent", N_("Consent"), CONSENT),
        col.ident("rep_id", N_("By whom"), of="reps"),
        col.code("known_by", N_("Because this one"), KNOWN_BY),
        col.day("touched_on", N_("Last seen")),
        col.code("next_step", N_("Next step"), STEP),
        col.code("state", N_("State"), STATE),
    ),
)
NETWORK = Frame(
    title=N_("The network"),
    key="scope",
    shows="n_nodes n_ties n_unknown n_refused n_concern at_stake chosen bound share_of_best",
    fields=(
        col.SCOPE,
        col.whole("n_nodes", N_("People, firms, bodies, leads")),
        col.whole("n_ties", N_("Ties")),
        col.whole("n_loops", N_("Ties to oneself, left out")),
        col.whole("n_unknown", N_("Consent not known")),
        col.whole("n_refused", N_("Consent refused")),
        col.whole("n_concern", N_("Compliance concerns")),
        col.money("at_stake", N_("Business of all, a year"), shown=COLUMN),
        col.money("chosen", N_("Moved by those chosen"), shown=COLUMN),
        col.money("bound", N_("The most that any such set moves"), shown=COLUMN),
        col.share("share_of_best", N_("Of the best set, at least")),
        col.whole("n_chosen", N_("Chosen")),
        col.whole("n_sources", N_("Nodes from which ways were counted")),
        col.flag("is_exact", N_("From all nodes")),
        col.flag("is_direct", N_("Direct ties alone count")),
        col.whole("n_closed", N_("Deals won or lost")),
    ),
)
DECISIONS = (
    Decision(
        "cultivate",
        N_(
            "Agree on cooperation with those named, each by the person named and only with consent;"
            " write who and until when into plan/accepted.toml."
        ),
        N_("head of sales"),
        "network.chosen",
        N_("business a year that they are expected to move"),
        lever="secure",
    ),
)


def answer(page: Results) -> list[Finding]:
    """Say whom to cultivate, and whether ties go with winning."""
    return [*_set(page), *speaking.found(page)[:1]][:2]


def found(page: Results) -> list[Finding]:
    """Say whom to cultivate with what bound, who stands between, and who is held back."""
    row = page.network.first
    if not row["n_ties"]:
        return [_nobody(page)]
    return [*_set(page), *_first(page), *_between(page), *_held(page), *_consent(page)]


def _nobody(page: Results) -> Finding:
    row = page.network.first
    loops = N_(
        "Who influences whom is not known: contact_edges holds only ties of somebody to themselves"
        " ({n_loops})."
    )
    text = N_(
        "Who influences whom is not known: contact_edges (from, to, relation, influence, consent)"
        " would tell."
    )
    return say("no_network", "info", loops if row["n_loops"] else text, row)


def _set(page: Results) -> list[Finding]:
    row = page.network.first
    if not row["n_ties"]:
        return [_nobody(page)]
    if not row["n_chosen"]:
        text = N_(
            "Nobody is found whom we may approach and who moves business (ties: {n_ties}): no"
            " influence is judged, consent is refused, or a concern stands against it."
        )
        return [say("nobody_to_cultivate", "info", text, row)]
    text = N_(
        "{n_chosen} people or bodies are worth cultivating: by the influence that was put down they"
        " move {chosen} of {at_stake} business a year together. No other set of that size moves"
        " more than {bound}, so that this one reaches at least {share_of_best} of the best."
    )
    single = N_(
        "One person or body is worth cultivating: by the influence that was put down it moves"
        " {chosen} of {at_stake} business a year."
    )
    alone = row["n_chosen"] == 1
    return [say("cultivate", "watch", single if alone else text, row)]


def _first(page: Results) -> list[Finding]:
    text = N_(
        "First comes {node} ({kind}): moves {usable} by itself; {rep_id} is nearest. Next step:"
        " {next_step}."
    )
    bare = N_(
        "First comes {node} ({kind}): moves {usable} by itself; nobody of us is known to be near."
        " Next step: {next_step}."
    )
    rows = page.people.where(state="chosen").take(slice(1))
    return [say("first", "info", text if row["rep_id"] else bare, row) for row in rows]


def _between(page: Results) -> list[Finding]:
    """Say who stands between most others."""
    rows = page.people.by("-brokerage").take(slice(1))
    exact = N_(
        "{node} ({kind}) stands between most others: {brokerage} of all shortest ways lead over it."
    )
    about = N_(
        "{node} ({kind}) stands between most others: about {brokerage} of all shortest ways lead"
        " over it (error {brokerage_error}; ways were counted from {net.n_sources} of"
        " {net.n_nodes})."
    )
    net = page.network.first
    text = exact if net["is_exact"] else about
    return [say("broker", "info", text, row, net=net) for row in rows if row["brokerage"] > 0]


def _held(page: Results) -> list[Finding]:
    text = N_(
        "{node} ({kind}) would move {moves} and is held back; consent: {consent}, next step:"
        " {next_step}."
    )
    rows = page.people.where(state="held").by("-moves")
    return [say("held_back", "info", text, row) for row in rows.take(slice(SAID))]


def _consent(page: Results) -> list[Finding]:
    row = page.network.first
    text = N_(
        "Ties: {n_ties}. Consent was refused for {n_refused}, which are not used, and is not known"
        " for {n_unknown}; with a compliance concern: {n_concern}, and whoever stands in one is not"
        " proposed."
    )
    direct = N_(
        "There are too many ties to follow them over others: what somebody moves counts direct ties"
        " alone."
    )
    far = [say("direct_ties", "info", direct, row)] if row["is_direct"] else []
    return [say("consent", "info", text, row), *far]


def tables(page: Results) -> list[Result | TableView]:
    """Return those to cultivate, who is held back, and who stands between others (folded)."""
    chosen, held = page.people.where(state="chosen"), page.people.where(state="held")
    between = page.people.by("-brokerage")
    brokers = between.keep((between.frame["brokerage"] > 0).to_numpy()).take(slice(10))
    columns = "node kind brokerage brokerage_error standing n_ties n_rivals rival_id state"
    kept = "node kind reach moves usable consent n_rivals rival_id next_step"
    found: list[Result | TableView] = [] if chosen.is_empty else [chosen]
    if not held.is_empty:
        found.append(held.table(kept, folded=True))
    return found if brokers.is_empty else [*found, brokers.table(columns, folded=True)]
