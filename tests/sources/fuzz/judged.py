"""What is wrong with what the gate says of a changed export; nothing, if all is well."""

from __future__ import annotations

import re
import resource
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

import pandas as pd

from salesnb.errors import SalesnbError
from salesnb.i18n import use
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.settings import parse_settings
from salesnb.snapshot import close
from salesnb.sources.exports import sentences
from tests.sources.fuzz.companies import Sample
from tests.sources.fuzz.independent import Row, Unreadable, decoded, rows_of

MONTH = Month.parse("2026-10")
CENT = Decimal("0.01")
_SIXTH = Decimal("0.000001")
MOST_SECONDS = 20  # of processor time, for one tiny export
MOST_MEGABYTES = 400  # that the process may grow by, for one tiny export
_OF_VALUES = frozenset(
    {
        "not_a_date",
        "not_a_time",
        "not_a_number",
        "not_whole",
        "not_yes_or_no",
        "not_a_value",
        "missing_value",
        "wrong_sign",
        "not_a_share",
        "not_in_list",
        "duplicate_row",
        "duplicate_key",
        "unknown_reference",
        "no_partner",
    }
)
_TABLE = "order_lines"


@dataclass(frozen=True)
class Answer:
    """What the gate answered: its tables and ledger, or its problems; or how it failed."""

    problems: pd.DataFrame
    ledger: pd.DataFrame
    rows: pd.DataFrame | None
    n_errors: int
    said: list[str]


def faults(sample: Sample, folder: Path, *, lang: str = "en") -> list[str]:
    """Return what is wrong with the gate's answer to an export; the folder is made and removed."""
    settings = sample.write(folder)
    before = _files(folder)
    seconds, megabytes = time.process_time(), _peak()
    try:
        with use(lang):
            found = _judge(sample, folder, settings)
    except SalesnbError as refusal:
        found = _about_refusal(sample, refusal)
    except Exception:
        found = ["traceback: " + traceback.format_exc()[-2500:]]
    if time.process_time() - seconds > MOST_SECONDS:
        found.append(f"it took more than {MOST_SECONDS} seconds")
    if _peak() - megabytes > MOST_MEGABYTES:
        found.append(f"memory grew by {_peak() - megabytes:.0f} MB")
    shutil.rmtree(folder / ".spill", ignore_errors=True)
    if _files(folder) != before:
        found.append("the company's folder is not as it was")
    shutil.rmtree(folder)
    return found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def answer(company: Company, folder: Path) -> Answer:
    """Return what the gate answers about a company."""
    spill = folder / ".spill"
    spill.mkdir(exist_ok=True)
    clean = close.check_exports(company, MONTH, spill=spill)
    try:
        rows = clean.tables[_TABLE].execute() if _TABLE in clean.tables else None
    finally:
        clean.con.disconnect()
    said = list(sentences(clean.problems))
    return Answer(clean.problems, clean.ledger, rows, clean.n_errors, said)


def _judge(sample: Sample, folder: Path, settings: dict[str, Any]) -> list[str]:
    company = Company(folder, parse_settings(settings))
    answered = answer(company, folder)
    refused = answered.problems[answered.problems["severity"] == "error"]
    found = list(_about_problems(sample, folder, answered.problems))
    if answered.n_errors:
        return found + (["errors, and none is said"] if refused.empty else [])
    return found + _about_sums(sample, folder, answered)


def _about_refusal(sample: Sample, refusal: SalesnbError) -> list[str]:
    said = f"{refusal}"
    names = (sample.kind.file, sample.kind.file.split(".")[0], "mapping.toml", _TABLE)
    if not any(name in said for name in names) and getattr(refusal, "problems", None) is None:
        return [f"a refusal that names no file: {said}"]
    return []


def _about_problems(sample: Sample, folder: Path, problems: pd.DataFrame) -> Iterator[str]:
    """Yield problems that do not say where they are, or say a wrong place."""
    for one in problems.to_dict("records"):
        said = f"{one['file']} {one['line']} {one['column']} {one['value']!r} {one['rule']}"
        if not one["message"] or not one["file"]:
            yield f"a problem without words or file: {said}"
        if one["severity"] == "warning":
            continue
        is_advice = one["n_faults"] == 1 and one["n_rows"] > 1
        if one["rule"] in {*_OF_VALUES, "broken_line"} and not one["line"]:
            yield f"a value without its place: {said}"
        elif one["rule"] in _OF_VALUES and not one["column"] and not is_advice:
            yield f"a value without its column: {said}"
        elif sample.kind.form == "text" and not _stands_there(sample, folder, one):
            yield f"not what stands in that line: {said}"


def _stands_there(sample: Sample, folder: Path, problem: dict[str, Any]) -> bool:
    """Return whether a text file has the value of a problem in its line, or begins it there."""
    match = re.search(r"(?:line|第) (\d+)", problem["line"])
    value = problem["value"]
    if not match or not isinstance(value, str) or problem["file"] != sample.kind.file:
        return True
    with suppress(Unreadable):
        lines = re.split("\r\n|\n|\r", decoded(folder / "tables" / sample.kind.file, sample.kind))
        there = "\n".join(lines[int(match[1]) - 1 : int(match[1]) + 9])
        return _bare(value) in _bare(there)
    return True


def _bare(text: str) -> str:
    return re.sub(r"[\s\"\ufeff]", "", text)


def _about_sums(sample: Sample, folder: Path, answered: Answer) -> list[str]:
    """Return differences between what was accepted and what a person reads.

    Damage that changes nothing may be read as the sound file is.
    """
    if answered.rows is None:
        return ["accepted without a table"]
    found = _compared(sample, folder, answered)
    if found and sample.sound:
        (folder / "tables" / sample.kind.file).write_bytes(sample.sound)
        again = _compared(sample, folder, answered)
        (folder / "tables" / sample.kind.file).write_bytes(sample.content)
        return again and found
    return found


def _compared(sample: Sample, folder: Path, answered: Answer) -> list[str]:
    try:
        rows = rows_of(folder / "tables" / sample.kind.file, sample.kind)
    except Unreadable as failure:
        return [f"accepted, and a person reads no table: {failure}"]
    own = answered.ledger[answered.ledger["table"] == _TABLE]
    return [*_about_rows(rows, answered.rows, own), *_about_money(rows, answered.rows, own)]


def _about_rows(rows: list[Row], kept: pd.DataFrame, ledger: pd.DataFrame) -> Iterator[str]:
    """Yield rows that were lost, and rows that nobody reads so."""
    n_aside = int(ledger["rows"].sum())
    if len(kept) + n_aside != len(rows):
        yield f"rows: kept {len(kept)}, set aside {n_aside}, a person reads {len(rows)}"
    accepted = Counter(
        (order, day.date(), _exact(quantity), _exact(amount))
        for order, day, quantity, amount in zip(
            *(kept[one] for one in ("order_id", "order_on", "quantity", "net_amount")), strict=True
        )
    )
    read = Counter(
        (one.order, one.day, _exact(one.quantity), _exact(one.amount))
        for one in rows
        if not one.unread
    )
    for one in accepted - read:
        near = [row for row in rows if row.order == one[0]]
        yield f"accepted, and nobody reads it so: {one}; a person reads {near}"


def _about_money(rows: list[Row], kept: pd.DataFrame, ledger: pd.DataFrame) -> Iterator[str]:
    """Yield a difference of amounts, unless rows without a readable amount were dropped."""
    accepted = sum((Decimal(str(one)) for one in kept["net_amount"]), Decimal(0))
    aside = sum((Decimal(str(one)) for one in ledger["money"]), Decimal(0))
    read = sum((one.amount for one in rows if one.amount is not None), Decimal(0))
    is_named = ledger["reason"].isin(["not_a_number", "missing_value", "wrong_sign"]).any()
    if abs(accepted + aside - read) >= CENT and not is_named:
        yield f"amounts: kept {accepted}, set aside {aside}, a person reads {read}"


def _exact(number: Any) -> Decimal | None:
    """Return a number in six decimals, as the gate keeps it; halves away from zero."""
    if number is None or number != number:
        return None
    with localcontext(prec=60):
        exact = Decimal(str(number))
        return exact.quantize(_SIXTH, ROUND_HALF_UP).normalize() if exact < 10**30 else exact
