"""Source = kept + ledger, exactly: what is left out has a reason, and nothing else is left out."""

from __future__ import annotations

from decimal import Decimal

from salesnb.contracts import TABLES
from salesnb.errors import SalesnbError
from salesnb.i18n import t
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.lines import AMOUNTS, QUANTITY_UNITS, Sums

AFTER, ROUNDING = "after_the_month", "rounding"
ROUNDING_OF = "rounding of "  # a further money column of a table, stated but no part of its total
LEFT_OUT = "left_out_by_mapping"


def tie_table(closing: Closing, name: str, *, kept_minor: int, kept_rows: int) -> None:
    """Write the ledger of a table with money and require that source = kept + ledger.

    Raises `SalesnbError` with the money and rows that are unexplained.
    """
    contract, known = TABLES[name], closing.known[name]
    files = closing.clean.files
    own = files[files["table"] == name].iloc[0]
    dropped = closing.clean.ledger[closing.clean.ledger["table"] == name]
    kept = Decimal(kept_minor).scaleb(-closing.digits)
    rounding = _rounding(known.sums, contract.money, closing.digits)
    rows = [{str(key): value for key, value in row.items()} for row in dropped.to_dict("records")]
    if known.later_rows:
        rows.append(_entry(name, own["file"], AFTER, known.later_rows, known.later_money))
    if rounding:
        rows.append(_entry(name, own["file"], ROUNDING, 0, rounding))
    closing.ledger += rows
    source_rows = int(own["rows"]) + _left_out_rows(rows)
    closing.totals[name] = {
        "source_rows": source_rows,
        "source_money": str(own["money"]),
        "kept_rows": kept_rows,
        "kept_money": str(kept),
    }
    money = own["money"] - kept - sum((row["money"] for row in rows), Decimal(0))
    _require_none(name, money, source_rows - kept_rows - sum(int(row["rows"]) for row in rows))


def list_left_out(closing: Closing, name: str) -> None:
    """Write the ledger of a table without money: rows dropped, and rows dated after the month."""
    known, ledger = closing.known[name], closing.clean.ledger
    closing.ledger += [
        _entry(name, row["file"], str(row["reason"]), int(row["rows"]), Decimal(0))
        for row in ledger[ledger["table"] == name].to_dict("records")
    ]
    if known.later_rows:
        files = closing.clean.files
        file = files.loc[files["table"] == name, "file"].iloc[0]
        closing.ledger.append(_entry(name, file, AFTER, known.later_rows, Decimal(0)))


def tie_parts(closing: Closing, name: str, before: Sums, kept: dict[str, int]) -> None:
    """Require that attributes and splits changed no sum; write the rounding of further amounts.

    `before` are the sums of the known lines, `kept` those of the written cube, in whole units.
    """
    for column, units in before.whole.items():
        if units != kept[column]:
            scale = QUANTITY_UNITS if column == "quantity" else 10**closing.digits
            raise _defect(
                t(
                    "{table} {column} does not tie: {amount} came or went with the attributes",
                    table=name,
                    column=column,
                    amount=Decimal(units - kept[column]) / scale,
                )
            )
    file = closing.clean.files.set_index("table").loc[[name], "file"].iloc[0]
    for column in AMOUNTS:
        lost = _rounding(before, column, closing.digits)
        if lost and column != TABLES[name].money:
            closing.ledger.append(_entry(name, file, ROUNDING_OF + column, 0, lost))


def tie_frame(frame: str, *, found: int, expected: int, digits: int) -> None:
    """Require that a frame sums to what the closing counted, in whole minor units."""
    if found != expected:
        raise _defect(
            t(
                "{frame} does not tie: {found} instead of {expected}",
                frame=frame,
                found=Decimal(found).scaleb(-digits),
                expected=Decimal(expected).scaleb(-digits),
            )
        )


def _rounding(sums: Sums, column: str, digits: int) -> Decimal:
    """Return what rounding each row to whole minor units left over (never a lost row's money)."""
    return sums.exact[column] - Decimal(sums.whole[column]).scaleb(-digits)


def _require_none(name: str, money: Decimal, rows: int) -> None:
    if money or rows:
        raise _defect(
            t(
                "{table} does not tie: {money} and {rows} rows are unexplained",
                table=name,
                money=money,
                rows=rows,
            )
        )


def _defect(message: str) -> SalesnbError:
    return SalesnbError(
        message, fix=t("this is a defect of salesnb: please report it with the export")
    )


def _left_out_rows(rows: list[dict[str, object]]) -> int:
    """Rows that a mapping left out never reached the table, so they add to its source rows."""
    return sum(int(str(row["rows"])) for row in rows if row["reason"] == LEFT_OUT)


def _entry(table: str, file: object, reason: str, rows: int, money: Decimal) -> dict[str, object]:
    return {"table": table, "file": str(file), "reason": reason, "rows": rows, "money": money}
