"""plays.toml and arguments.toml: how deals are moved on, and what is said to customers."""

from __future__ import annotations

from salesnb.contracts.decided.columns import GROUP, SEGMENT
from salesnb.contracts.decided.planfile import PlanFile, Section
from salesnb.contracts.fields import N_, Check, Field, Table
from salesnb.contracts.shorthand import choice, key, number, text

PLAYS = Table(
    name="plays",
    label=N_("Plays"),
    grain=N_("one entry per way to move a deal on"),
    key=("play_id",),
    fields=(
        key("play_id", N_("Play")),
        text("name", N_("Name"), required=True),
        text("name_zh", N_("Name in Chinese")),
        choice("phase", N_("Phase"), "before", "during", "after", required=True),
        choice("lever", N_("Lever"), "benefit", "service", "assistance", "other", required=True),
        text("stage", N_("Stage")),
        text("action", N_("What is done"), required=True),
        text("exit_criterion", N_("When it is done"), required=True),
        text("owner", N_("Who answers for it")),
        number("hours", N_("Hours"), unit="h", sign=">=0"),
    ),
)

PLAYS_FILE = PlanFile(
    "plays",
    N_("Plays"),
    N_(
        "How a deal is moved on before, during and after the sale: what is done, by whom, and when"
        " it is done. Deal plans choose from them."
    ),
    (Section(PLAYS),),
    """\
[[plays]]
play_id = "P-TRIAL"
name = "Trial at the customer's site"
name_zh = "现场试用"
phase = "before"
lever = "assistance"
stage = "proposal"
action = "Install one unit for four weeks, measure with the customer"
exit_criterion = "The customer signs the protocol of the trial"
owner = "Rep and application engineer"
hours = 12
""",
)


def _both(name: str, label: str, *, required: bool = False) -> tuple[Field, Field]:
    """Return a text and the same text in Chinese."""
    return text(name, label, required=required), text(f"{name}_zh", N_("The same in Chinese"))


ARGUMENTS = Table(
    name="arguments",
    label=N_("Arguments"),
    grain=N_("one entry per benefit of a product group, with proof, objection and answer"),
    key=("argument_id",),
    fields=(
        key("argument_id", N_("Argument")),
        GROUP,
        SEGMENT,
        *_both("benefit", N_("Benefit"), required=True),
        *_both("proof", N_("Proof"), required=True),
        *_both("objection", N_("Objection")),
        *_both("answer", N_("Answer")),
    ),
    checks=(Check("together", ("objection", "answer"), N_("has an objection without an answer")),),
)

ARGUMENTS_FILE = PlanFile(
    "arguments",
    N_("Arguments"),
    N_(
        "What a product group does for a customer, what proves it, what customers object and what"
        " the answer is. Visit sheets choose from them."
    ),
    (Section(ARGUMENTS),),
    """\
[[arguments]]
argument_id = "A-1"
product_group = "Seals"
benefit = "Half as many stops for leaks"
benefit_zh = "因泄漏停机减少一半"
proof = "Records of three waterworks, 2024 to 2026"
proof_zh = "三家水厂2024至2026年的停机记录"
objection = "Ten per cent dearer than Ruifeng"
objection_zh = "比瑞丰贵百分之十"
answer = "One stop costs more than a year's seals"
answer_zh = "一次停机的损失超过一年的密封件费用"
""",
)
