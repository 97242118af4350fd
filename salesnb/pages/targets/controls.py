"""What people decided of the plan: what each control reached, and whether they hold together."""

from __future__ import annotations

from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, Row
from salesnb.findings import Decision, Finding, Status, say
from salesnb.i18n import N_
from salesnb.i18n.formats import COLUMN
from salesnb.pages.targets import columns as c

KIND = {
    "total": N_("total"),
    "hold": N_("hold"),
    "floor": N_("floor"),
    "cap": N_("cap"),
}
STATE = {
    "in_force": N_("in force"),
    "conflict": N_("contradicts others"),
    "empty": N_("names what has no sales"),
    "closed": N_("its months are over"),
    "other": N_("of another year"),
}
PRESSES = 0.05  # of what its cells would have: what a control moves is worth a sentence
HARD = 0.25  # of it, from which it is to be watched
SAID = 3

CONTROLS = Frame(
    name="controls",
    title=N_("What is decided of the plan, and what it reaches"),
    grain=N_("one row per control of sales in controls.toml"),
    key="place",
    order="state place",
    shows="kind period node amount reached reference stretch state author",
    nothing="",
    fields=(
        col.whole("place", N_("Place in the file")),
        col.code("kind", N_("Kind"), KIND),
        col.text("period", N_("Period")),
        c.WAY,
        c.NODE,
        col.named("product_group", N_("Product group"), of="product_groups", words=c.NONE),
        *c.DIMENSIONS[:-1],
        col.money("amount", N_("Amount decided"), shown=COLUMN),
        col.money("reached", N_("Reached"), shown=COLUMN),
        col.money("residual", N_("Missed by")),
        col.money("reference", N_("Without controls"), shown=COLUMN),
        col.money("moved", N_("Moved by it"), shown="money_change"),
        col.factor("stretch", N_("Stretch")),
        col.code("state", N_("State"), STATE),
        col.text("author", N_("Author")),
        col.text("reason", N_("Reason")),
        col.text("about", N_("Names")),
    ),
)

DECISIONS = (
    Decision(
        "control_conflict control_empty",
        N_("Change or drop one of the controls that are named; then run the month again."),
        N_("those who decided them"),
        "basis.aim",
        N_("not broken down until then"),
        lever="set_right",
    ),
    Decision(
        "control_presses",
        N_("Confirm the control or move it: the other cells carry what it moves."),
        N_("who decided it"),
        "controls.moved",
        N_("moved by it"),
        lever="set_right",
    ),
)


def conflicts(page: Results) -> list[Finding]:
    """Say that nothing is targeted because of controls, and which."""
    row = page.basis.first
    if row["state"] == "conflict":
        text = N_(
            "Nothing is targeted: {n_conflicts} decisions on the plan of {year} cannot hold"
            " together. Without any one of them the others can."
        )
        if row["n_conflicts"] == 1:
            text = N_(
                "Nothing is targeted: a decision on the plan of {year} cannot be met, as no sales"
                " lie where all that it names comes together."
            )
        said = say("control_conflict", "act", text, row)
    elif row["state"] == "empty":
        text = N_(
            "Nothing is targeted: decisions on the plan of {year} ({n_conflicts}) name a member"
            " that has no sales to plan from."
        )
        said = say("control_empty", "act", text, row)
    else:
        return []
    return [said, *(_one(one) for one in page.controls.where(state=row["state"]))]


def _one(row: Row) -> Finding:
    if row["dimension"] == "total":
        text = N_(
            "Among them: {kind} of the whole plan for {period}, {amount} ({author}: {reason})."
        )
    elif row["dimension"] == "several":
        text = N_("Among them: {kind} of {about} for {period}, {amount} ({author}: {reason}).")
    elif not row.is_known("amount"):
        text = N_("Among them: {kind} of {node} for {period}, as it is ({author}: {reason}).")
    else:
        text = N_("Among them: {kind} of {node} for {period}, {amount} ({author}: {reason}).")
    return say("control_named", "act", text, row)


def pressing(controls: Result) -> list[Finding]:
    """Say what the controls that press most move, the largest amount first; totals of all aside."""
    rows = controls.where(state="in_force").known("moved")
    presses = rows.frame["moved"].abs() > PRESSES * rows.frame["reference"]
    rows = rows.keep(presses & (rows.frame["dimension"] != "total"))
    return [_presses(row) for row in list(rows.by("-|moved|"))[:SAID]]


def _presses(row: Row) -> Finding:
    is_hard = abs(row["moved"]) > HARD * row["reference"]
    status: Status = "watch" if is_hard else "info"
    texts = {
        "cap": N_(
            "In {period} {node} is capped at {reached}, where the plan would have {reference}"
            " ({author}: {reason})."
        ),
        "floor": N_(
            "In {period} {node} has to reach {reached}, where the plan would have {reference}"
            " ({author}: {reason})."
        ),
        "hold": N_(
            "In {period} {node} is held at {reached}, where the plan would have {reference}"
            " ({author}: {reason})."
        ),
        "total": N_(
            "In {period} {node} is set at {reached}, where the plan would have {reference}"
            " ({author}: {reason})."
        ),
    }
    return say("control_presses", status, texts[row["kind"]], row)


def missed(controls: Result) -> list[Finding]:
    """Say which control is missed by rounding, and by how much."""
    rows = controls.where(state="in_force").known("residual")
    rows = rows.keep(rows.frame["residual"] != 0).by("-|residual|")
    text = N_(
        "No whole amounts meet all controls at once: {kind} of {node} for {period} is missed by"
        " {residual}."
    )
    return [say("control_missed", "watch", text, rows.first)] if not rows.is_empty else []


def held(page: Results) -> list[Finding]:
    """Say how many controls hold."""
    row = page.basis.first
    if row["state"] != "planned":
        return []
    if not row["n_controls"]:
        text = N_("No decision binds the plan of {year}: no total, hold, floor or cap is stated.")
        return [say("controls", "info", text, row)]
    text = N_(
        "Decisions that bind the plan of {year}: {n_controls}; of them move their cells from where"
        " they would be: {n_pressing}."
    )
    return [say("controls", "info", text, row)]


def table(controls: Result) -> Result:
    """Return the controls of the year that is planned; where there is none, all of them."""
    ours = controls.keep((controls.frame["state"] != "other").to_numpy())
    return controls if ours.is_empty else ours


def answer(page: Results) -> list[Finding]:
    """Say what stands in the plan's way, and what the controls cost."""
    return [*conflicts(page), *pressing(page.controls)[:1]]


def found(page: Results) -> list[Finding]:
    """Say all that the section has to say."""
    return [
        *conflicts(page),
        *held(page),
        *pressing(page.controls),
        *missed(page.controls),
    ]
