"""The files of `plan/` in the data dictionary, written from their declarations alone."""

from __future__ import annotations

from collections.abc import Iterator

from salesnb.contracts.decided import PLAN_FILES, PlanFile, Section
from salesnb.contracts.dictionary_parts import allowed, codes, grid, kind, sentences
from salesnb.contracts.fields import N_, Check, Field
from salesnb.i18n import t

OPENING = N_(
    "What people decide stands in files of `plan/`, in TOML. All of them are optional; a company"
    " without any runs as well. Faults are told by file and line, all at once, by `salesnb check`"
    " and before a run. `salesnb new` writes each file with an example in comments."
)
RULES = {
    "period": N_("{columns} is a fiscal year, a quarter of it or a month."),
    "month": N_("{columns} is a month as `2026-10`."),
    "needed": N_("{columns} is stated, unless {column} is `{value}`."),
    "exactly_one": N_("Exactly one of {columns} is stated."),
    "at_most_one": N_("At most one of {columns} is stated."),
    "if_true": N_("{columns} are stated together where the first is true."),
    "any_of": N_("At least one of {columns} is stated."),
    "together": N_("All of {columns} are stated, or none."),
    "differ": N_("{columns} differ."),
    "rising": N_("{columns} do not fall from left to right."),
    "order_of_dates": N_("{columns} are in this order."),
}


def plan_files() -> Iterator[str]:
    """Yield the part of the dictionary on plan files, in the language in use."""
    yield f"## {t('What people decide')}"
    yield t(OPENING)
    for file in PLAN_FILES.values():
        yield from _file(file)


def _file(file: PlanFile) -> Iterator[str]:
    yield f"### plan/{file.file}"
    yield f"**{t(file.label)}**: {t(file.purpose)}"
    for section in file.sections:
        yield from _section(section)
    yield t("Example:")
    yield f"```toml\n{file.example}```"


def _section(section: Section) -> Iterator[str]:
    """Yield what a section is, its columns, and what is checked of its entries."""
    entry = section.entry
    facts = [t("`{heading}`: {grain}.", heading=section.heading, grain=t(entry.grain))]
    if section.most:
        facts.append(t("At most {n} entries.", n=section.most))
    if entry.key:
        facts.append(t("Key: {columns}", columns=codes(entry.key)))
    yield sentences(facts)
    head = (t("column"), t("label"), t("type"), t("required"), t("allowed"), t("what it is for"))
    yield grid(head, [_row(one) for one in entry.fields])
    if entry.checks:
        yield "\n".join(f"- {_check(one)}" for one in entry.checks)


def _row(one: Field) -> tuple[str, ...]:
    about = [t("Stands in {column}.", column=f"`{one.references}`")] if one.references else []
    about += [t(one.help)] if one.help else []
    needed = t("yes") if one.required else ""
    return f"`{one.name}`", t(one.label), kind(one), needed, allowed(one), sentences(about)


def _check(check: Check) -> str:
    column, value = check.but_not or ("", "")
    return t(RULES[check.rule], columns=codes(check.columns), column=f"`{column}`", value=value)
