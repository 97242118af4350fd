"""The table of the front page: actual, plan, last year and what lies between them, drawn as bars.

As in the IBCS standard actual is solid, plan outlined, and a deviation a bar from a line in the
middle: green to the right, red to the left, its number with a sign. Where 13_review judged the
targets, a miss that may be chance is grey, and the month says how hard its target was when issued.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from salesnb.artefacts import Saved
from salesnb.contracts.results import Result, Row
from salesnb.findings import data_element
from salesnb.i18n import N_, formats, language, t, translate

PLURAL = {"region": N_("Regions"), "rep": N_("Reps")}
STANDING, ATTAINED = "02_sales_standing", "13_review_attained"
NOT_JUDGED = "not_judged"
SPANS = ("month", "year_to_date")
Judged = Mapping[tuple[str, str, str], Row]  # sales against targets by dimension, node and span
_NOTHING = {"deviation": "", "share": "", "sense": "", "bar": 0.0, "actual": 0.0, "plan": 0.0}
HALF = 50.0  # per cent of a cell on either side of its middle line


@dataclass(frozen=True)
class _Span:
    """The columns of one span: which there are, and the amounts that fill a bar's cell."""

    name: str
    rows: Result
    amounts: list[str]
    deviation: str
    share: str
    farthest: float  # deviation of all rows: their bars share a scale
    largest: Mapping[str, float]  # amount by dimension: a rep's would vanish beside the firm's
    judged: Judged

    @classmethod
    def of(cls, standing: Result, span: str, judged: Judged) -> _Span:
        rows = standing.where(span=span)
        frame = rows.frame
        amounts = ["actual", *(c for c in ("plan", "before") if frame[c].notna().any())]
        compared = next((c for c in ("gap", "change") if frame[c].notna().any()), "")
        share = {"gap": "gap_share", "change": "growth"}.get(compared, "")
        farthest = _most(frame[[compared]]) if compared else 0.0
        largest = {str(d): _most(own[amounts]) for d, own in frame.groupby("dimension")}
        return cls(span, rows, amounts, compared, share, farthest, largest, judged)

    @property
    def has_bars(self) -> bool:
        return bool(self.deviation)

    @property
    def has_challenge(self) -> bool:
        """Whether the span is the month, and its targets were judged when they were issued."""
        bands = (row["band"] for (_, _, span), row in self.judged.items() if span == "month")
        return self.name == "month" and any(band != NOT_JUDGED for band in bands)

    @property
    def n_columns(self) -> int:
        return len(self.amounts) + 1 + 3 * self.has_bars + self.has_challenge

    def verdict(self, row: Row) -> Row | None:
        """Return how 13_review judged the sales of a row in this span."""
        return self.judged.get((row["dimension"], row["node"], self.name))

    def sense(self, row: Row, deviation: float) -> str:
        """Return whether a deviation is good, bad or may be chance; blank where it is unknown."""
        if deviation != deviation:
            return ""
        if deviation >= 0:
            return "good"
        judged = self.verdict(row)
        is_sure = not self.judged or (judged is not None and judged["verdict"] == "missed")
        return "bad" if is_sure else "chance"

    def challenge(self, row: Row) -> str:
        """Return in words how hard the month's target was when it was issued."""
        judged = self.verdict(row)
        if judged is None or judged["band"] == NOT_JUDGED:
            return formats.DASH
        return str(judged.words("band"))


def _most(values: pd.DataFrame) -> float:
    return float(values.abs().max().max())


def table(saved: Saved) -> dict[str, Any]:
    """Return the table's title, unit, groups of columns and rows; {} where nothing is compared."""
    standing = saved.load(STANDING)
    if standing is None or standing.is_empty:
        return {}
    judged = _judged(saved) if standing.frame["gap"].notna().any() else {}
    spans = [_Span.of(standing, span, judged) for span in SPANS]
    year = spans[1].rows.where(dimension="total").first
    if year["n_months"] == 1:
        spans = spans[:1]
    if not any(one.has_bars for one in spans):
        return {}
    largest = _most(standing.frame[["actual"]])
    scale = formats.scale_of(largest)
    has_plan = spans[0].deviation == "gap"
    return {
        "title": t("Against plan and last year") if has_plan else t("Against last year"),
        "unit": _unit(formats.scale_words(scale, standing.context.currency), judged),
        "groups": [_group(one, year) for one in spans],
        "n_columns": 1 + sum(one.n_columns for one in spans),
        "parts": [
            {
                "kind": dimension,
                "title": "" if dimension == "total" else translate(PLURAL[dimension], language()),
                "rows": list(_rows(dimension, spans, scale)),
            }
            for dimension in standing.frame["dimension"].unique()
        ],
    }


def _judged(saved: Saved) -> Judged:
    """Return how 13_review judged sales against their targets; nothing where it did not run."""
    attained = saved.load(ATTAINED)
    rows = () if attained is None else attained.where(measure="sales")
    return {(row["dimension"], row["node"], row["span"]): row for row in rows}


def _unit(scale: str, judged: Judged) -> str:
    """Return the unit of the amounts, and what a deviation in grey means where there may be one."""
    if not judged:
        return scale
    return t("{unit}; a deviation in grey may be chance", unit=scale)


def _group(span: _Span, year: Row) -> dict[str, Any]:
    """Return the heading of a span and those of its columns."""
    title = span.rows.first.words("since") if span.name == "month" else _since(year)
    heads = [str(span.rows.heading(c, with_unit=False)) for c in span.amounts]
    deviation = t("Δ plan") if span.deviation == "gap" else t("Δ last year")
    return {
        "title": str(title),
        "heads": heads,
        "deviation": deviation,
        "has_bars": span.has_bars,
        "challenge": t("Target was") if span.has_challenge else "",
        "n_columns": span.n_columns,
    }


def _since(year: Row) -> str:
    return t("since {month}", month=str(year.words("since")))


def _rows(dimension: str, spans: list[_Span], scale: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a dimension as the result orders them, each with its cells by span."""
    by_node = {
        (one.name, row["node"]): row for one in spans for row in one.rows.where(dimension=dimension)
    }
    for node in dict.fromkeys(node for _, node in by_node):
        cells = [(one, by_node.get((one.name, node))) for one in spans]
        named = next(row for _, row in reversed(cells) if row is not None)
        yield {"name": _name(named), "spans": [_cells(one, row, scale) for one, row in cells]}


def _name(row: Row) -> Markup:
    if row["dimension"] == "total":
        return Markup.escape(t("Firm"))
    name = Markup('<span class="text">{}</span>').format(str(row.words("node")))
    if row["node"] != "(others)":
        return name
    return name + Markup(" (") + Markup(data_element(row.cite("n_members"))) + Markup(")")


def _cells(span: _Span, row: Row | None, scale: str) -> dict[str, Any]:
    """Return one row's cells of a span: amounts, the two bars, the deviation in money and share."""
    if row is None:
        empty = [formats.DASH] * len(span.amounts)
        shown = {"has_bars": span.has_bars, "has_challenge": span.has_challenge}
        return {"amounts": empty, "challenge": formats.DASH, **shown, **_NOTHING}
    most, far = span.largest[row["dimension"]], span.farthest
    deviation = row[span.deviation] if span.deviation else float("nan")
    is_known = deviation == deviation
    return {
        "amounts": [_number(row, c, f"money_in_{scale}") for c in span.amounts],
        "deviation": _number(row, span.deviation, f"change_in_{scale}") if is_known else "",
        "share": _number(row, span.share, "growth") if span.share else "",
        "sense": span.sense(row, deviation),
        "bar": HALF * abs(deviation) / far if is_known and far else 0.0,
        "actual": 100 * max(row["actual"], 0.0) / most if most else 0.0,
        "plan": 100 * row["plan"] / most if row.is_known("plan") and most else 0.0,
        "has_bars": span.has_bars,
        "has_challenge": span.has_challenge,
        "challenge": span.challenge(row) if span.has_challenge else "",
    }


def _number(row: Row, column: str, fmt: str) -> str:
    return data_element(row.cite(column, fmt)) if row.is_known(column) else formats.DASH
