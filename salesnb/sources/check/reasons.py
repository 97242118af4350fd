"""Why a value cannot be read, and what to do about it: for the few values that are shown."""

from __future__ import annotations

import re

from babel.core import get_global

from salesnb.i18n import N_, did_you_mean, t
from salesnb.sources.amounts import ASCII, FULL_WIDTH, SIGNS, WITH_CURRENCY, form, limit, pattern
from salesnb.sources.check.rules import Rule
from salesnb.sources.check.work import Gate, TableWork
from salesnb.sources.check.working import writing
from salesnb.sources.days import FIRST_YEAR, LAST_YEAR
from salesnb.sources.values import EXCEL_ERROR, Writing

_BARE = {  # what a cell of Excel holds instead of a value -> message, fix
    "error": (N_("an error of Excel"), N_("correct the formula there, and save the file")),
    "formula": (
        N_("a formula without a value"),
        N_("open the file in Excel and save it: that computes its formulas"),
    ),
}
_TO_ASCII = str.maketrans(FULL_WIDTH, ASCII)


def describe(
    rule: Rule, value: str | None, work: TableWork, gate: Gate, *, table: str = ""
) -> tuple[str, str]:
    """Return the message and the fix of a value that breaks a rule, in the language in use.

    `table` is where a row has no partner.
    """
    if bare := _bare(value):
        return t(_BARE[bare][0]), t(_BARE[bare][1])
    if rule.name == "not_in_list":
        one_of = t("one of: {words}", words=rule.fix)
        return t(rule.message), did_you_mean(value or "", rule.field.choices, one_of)
    text = (value or "").translate(_TO_ASCII).strip()
    example, most = _example_day(text, gate.year), f"{rule.field.most or 0:g}"
    message = t(rule.message, table=table)
    fix = t(rule.fix, example=example, most=most)
    how = writing(work.mapped, rule.field.name)
    if rule.name in {"not_a_number", "not_whole"}:
        own = gate.settings.company.currency
        return _about_number(text, rule.field.type, own) or (
            message,
            _mark_named(text, fix, rule.field.type, how),
        )
    if rule.name in {"not_a_date", "not_a_time"}:
        blank = "" if rule.field.required else t("leave it blank where there is no such day")
        return _about_day(text, blank or t("correct it")) or (message, _order_named(text, fix, how))
    return message, fix


def _bare(value: str | None) -> str:
    """Return what a cell holds instead of a value: `error`, `formula`, or ''."""
    if not value:
        return ""
    return "formula" if value[0] == "=" else "error" if re.fullmatch(EXCEL_ERROR, value) else ""


def _about_number(text: str, kind: str, own: str) -> tuple[str, str] | None:
    """Return what is wrong with an amount of another currency, or one that is too large."""
    other = foreign_currency(text, own) if kind in WITH_CURRENCY else ""
    if other:
        message = t("is in {found}; the company counts in {currency}", found=other, currency=own)
        return message, t("convert it to {currency}, in the export or with a mapping", currency=own)
    whole = re.sub(r"[ ']|[.,](?=\d{3}(?!\d))", "", text)
    is_large = re.fullmatch(r"[-+(]?(\d+([.,]\d*)?|\d+([.,]\d+)?[eE]\+?\d+)[-)]?", whole)
    if is_large and abs(float(whole.strip("()-+").replace(",", "."))) >= limit(kind):
        message = t("too large to be counted (must be below {limit})", limit=f"{limit(kind):,}")
        return message, t("correct it")
    return None


def foreign_currency(text: str, own: str) -> str:
    """Return the sign or code of another currency than the company's that stands in a text."""
    codes = [one for one in re.findall(r"[A-Z]{3}", text.upper()) if one != own]
    known = [one for one in codes if one in get_global("all_currencies")]
    signs = [sign for sign in SIGNS if sign in text and not sign.isalpha()]
    longest = max(signs, key=len, default="")
    if longest and own not in SIGNS[longest]:
        known.append(SIGNS[longest][0] if len(SIGNS[longest]) == 1 else longest)
    return known[0] if known else ""


def _mark_named(text: str, fix: str, kind: str, how: Writing) -> str:
    """Return the fix, with the other decimal mark where the text is a number with that."""
    other = "," if how.decimal_mark == "." else "."
    if not re.search(pattern(form(kind, decimal_mark=other, currency=how.currency)), text):
        return fix
    return t(
        "{fix}; if {mark} is the decimal mark, state `{setting}`",
        fix=fix,
        mark=other,
        setting=f'decimal_mark = "{other}"',
    )


def _about_day(text: str, fix: str) -> tuple[str, str] | None:
    """Return what is wrong with a day whose year nobody can count with."""
    year = re.search(r"(?<!\d)(\d{4,6})(?!\d)", text)
    if not year or not re.search(r"\d\D+\d", text):
        return None
    if FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        return None
    about = {"first": FIRST_YEAR, "last": LAST_YEAR}
    message = t("outside the calendar (the years {first} to {last})", **about)
    return message, fix


def _order_named(text: str, fix: str, how: Writing) -> str:
    if how.date_order != "ymd" or not re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b", text):
        return fix
    return t(
        "{fix}, or state `{day_first}` or `{month_first}`",
        fix=fix,
        day_first='date_order = "dmy"',
        month_first='date_order = "mdy"',
    )


def _example_day(text: str, year: int) -> str:
    match = re.fullmatch(r"(\d{1,2})[月/.-](\d{1,2})日?", text)
    if match and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31:
        return f"{year}-{int(match[1]):02d}-{int(match[2]):02d}"
    return f"{year}-10-07"
