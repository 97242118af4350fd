"""What a notebook cell shows: answers, tables, pictures, what-if; HTML with a plain-text twin.

The plain-text form is what a test compares and what a screen reader says: a picture's is its alt
sentence, made of numbers.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from salesnb.citations import Citation, Cited
from salesnb.contracts import TABLES
from salesnb.contracts.fields import Field
from salesnb.contracts.results import Result
from salesnb.errors import ArtefactError, GlyphError
from salesnb.findings import SYMBOLS, Finding, data_element
from salesnb.i18n import formats, language, t, translate
from salesnb.plots.style import CITE, FAINT, INK, SOFT, style

MOST_ROWS, MOST_COLUMNS = 15, 9


def answer(findings: Sequence[Finding]) -> None:
    """Show computed sentences, each with its status as a symbol and a word."""
    items = [
        f'<li class="finding {one.status}"><span class="status">{SYMBOLS[one.status]} '
        f"{html.escape(formats.status_word(one.status))}</span> {one.html()}</li>"
        for one in findings
    ]
    plain = [
        f"{SYMBOLS[one.status]} {formats.status_word(one.status)}: {one.plain()}"
        for one in findings
    ]
    _show(f'<ul class="findings">{"".join(items)}</ul>', "\n".join(plain))


def show(figure: Figure, *, alt: Finding, caption: str = "") -> None:
    """Show a picture as inline SVG with its alt sentence; `caption` is a msgid.

    Raises `GlyphError` when the font lacks a character.
    """
    svg = _svg(figure)
    words = html.escape(alt.plain(), quote=True)
    below = (
        f"<figcaption>{html.escape(translate(caption, language()))}</figcaption>" if caption else ""
    )
    said = f'<p class="alt">{alt.html()}</p>'
    _show(f'<figure role="img" aria-label="{words}">{svg}{below}{said}</figure>', alt.plain())


def table(
    result: Result,
    *,
    columns: Sequence[str],
    rows: int = MOST_ROWS,
    currency: str = "",
    formats_by_column: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
    bold: dict[str, str] | None = None,
    folded: bool = False,
) -> None:
    """Show the first `rows` of a result, its labels from the contract, every number cited.

    `names` maps identifiers to what people read; `bold` marks the rows of a total; a
    `folded` table opens on demand. A result without rows is one sentence.
    """
    if result.is_empty:
        title = t("{table}: nothing to list.", table=translate(result.contract.label, language()))
        _show(f'<p class="nothing">{html.escape(title)}</p>', title)
        return
    if len(columns) > MOST_COLUMNS:
        raise ArtefactError(
            f"{result.name}: {len(columns)} columns", fix=f"show at most {MOST_COLUMNS}"
        )
    shown = result.frame.head(rows)
    how = formats_by_column or {}
    cells = {
        column: [
            _cell(result, column, row, how.get(column, ""), currency, names or {})
            for row in shown.to_dict("records")
        ]
        for column in columns
    }
    marked = [
        bool(bold) and all(str(row[k]) == v for k, v in (bold or {}).items())
        for row in shown.to_dict("records")
    ]
    made = _great_table(result, cells, marked, len(shown))
    if folded:
        title = html.escape(translate(result.contract.label, language()))
        made = f'<details class="fold"><summary>{title}</summary>{made}</details>'
    _show(made, _plain_table(result, cells, len(shown)))


def whatif(function: Callable[..., pd.DataFrame], **ranges: tuple[float, float, float]) -> None:
    """Show how a result moves with its inputs: sliders when live, low, base, high in a batch.

    Each range is (low, base, high); `function` returns one row.
    """
    if not os.environ.get("SALESNB_BATCH"):
        _sliders(function, ranges)
        return
    rows = [_case(function, ranges, i) for i in range(3)]
    frame = pd.DataFrame(rows, index=[t("low"), t("base"), t("high")])
    _show(frame.to_html(border=0, classes="whatif"), frame.to_string())


def _case(
    function: Callable[..., pd.DataFrame], ranges: dict[str, tuple[float, float, float]], i: int
) -> dict[str, object]:
    inputs = {name: values[i] for name, values in ranges.items()}
    made = function(**inputs).iloc[0]
    return {**inputs, **{str(name): value for name, value in made.items()}}


def _sliders(
    function: Callable[..., pd.DataFrame], ranges: dict[str, tuple[float, float, float]]
) -> None:
    import ipywidgets
    from IPython.display import display

    sliders = {
        name: ipywidgets.FloatSlider(
            base,
            min=low,
            max=high,
            step=(high - low) / 20,
            description=name,
            continuous_update=False,
        )
        for name, (low, base, high) in ranges.items()
    }
    out = ipywidgets.interactive_output(lambda **inputs: display(function(**inputs)), sliders)
    display(ipywidgets.VBox([*sliders.values(), out]))


def _show(as_html: str, plain: str) -> None:
    from IPython.display import display

    display({"text/html": as_html, "text/plain": plain}, raw=True)


def label_of(field: Field, *, currency: str = "") -> str:
    """Return a column's heading in the language in use, with its unit."""
    label = translate(field.label, language())
    unit = currency if field.type in {"money", "price"} else translate(field.unit, language())
    return f"{label} ({unit})" if unit else label


def table_label(name: str) -> str:
    """Return what people call a canonical table."""
    return translate(TABLES[name].label, language()) if name in TABLES else name


def _cell(
    result: Result, column: str, row: dict[Any, Any], fmt: str, currency: str, names: dict[str, str]
) -> str:
    field = result.field(column)
    value = row[column]
    if field.type == "flag":
        return t("yes") if value else t("no")
    if field.type not in formats.FOR_TYPE:
        words = names.get(str(value), translate(str(value), language()))
        shown = formats.month(str(value)) if field.type == "month" and value else words
        return f'<span class="text">{html.escape(shown)}</span>'
    if value != value:
        return formats.DASH
    where = tuple((k, str(row[k])) for k in result.contract.key)
    unit = currency if field.type in {"money", "price"} else ""
    cited = Cited(
        float(value),
        Citation(result.name, result.version, column, where),
        fmt or formats.FOR_TYPE[field.type],
        unit,
    )
    return data_element(cited)


def _great_table(result: Result, cells: dict[str, list[str]], marked: list[bool], n: int) -> str:
    """Return the table as HTML. The library escapes all text, so cells go in as tokens."""
    from great_tables import GT

    ready = [
        [f"<b>{v}</b>" if m else v for v, m in zip(values, marked, strict=True)]
        for values in cells.values()
    ]
    tokens = {
        f"\ue000{i}.{j}\ue001": v for i, values in enumerate(ready) for j, v in enumerate(values)
    }
    frame = pd.DataFrame(
        {c: [f"\ue000{i}.{j}\ue001" for j in range(n)] for i, c in enumerate(cells)}
    )
    numeric = [c for c in cells if result.field(c).type in formats.FOR_TYPE]
    labels: Any = {c: label_of(result.field(c)) for c in cells}
    made = (
        GT(frame, id=_table_id(result, cells))
        .cols_label(labels)
        .cols_align("right", columns=numeric)
        .cols_align("left", columns=[c for c in cells if c not in numeric])
        .tab_source_note(_source_note(result, n))
    )
    raw = re.sub(r"<style>.*?</style>", "", made.as_raw_html(), flags=re.S)  # the page styles it
    title = html.escape(translate(result.contract.label, language()))
    raw = re.sub(r"(<table[^>]*>)", lambda m: f"{m[0]}<caption>{title}</caption>", raw, count=1)
    filled = re.sub("\ue000[0-9.]+\ue001", lambda m: tokens[m[0]], raw)
    return f'<div class="table">{filled}</div>'


def _table_id(result: Result, cells: dict[str, list[str]]) -> str:
    """Return an id that no other table of the page has, one of other rows of this result either."""
    shown = "".join(value for values in cells.values() for value in values)
    digest = hashlib.sha256(shown.encode()).hexdigest()[:6]
    return f"{re.sub(r'[^A-Za-z0-9_]', '-', result.name)}-{digest}"


def _source_note(result: Result, n: int) -> str:
    if result.is_empty:
        return t("No rows. Source: {name}", name=result.name)
    if n < len(result.frame):
        return t("The first rows only; all are in pack.xlsx, sheet {name}.", name=result.name)
    return t("Source: {name}", name=result.name)


def _plain_table(result: Result, cells: dict[str, list[str]], n: int) -> str:
    frame = pd.DataFrame({
        label_of(result.field(c)): [html.unescape(re.sub(r"<[^>]+>", "", v)) for v in values] for c, values in cells.items()
    })  # fmt: skip
    title = translate(result.contract.label, language())
    return f"{title}\n{frame.to_string(index=False)}\n{_source_note(result, n)}"


def _svg(figure: Figure) -> str:
    drawn = io.StringIO()
    with warnings.catch_warnings(), style():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            figure.savefig(
                drawn, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
            )
        except UserWarning as missing:
            code = re.search(r"Glyph (\d+)", str(missing))
            character = chr(int(code[1])) if code else "?"
            raise GlyphError(
                t("the font has no {character!r}", character=character),
                fix=t("name a font file that has it in the environment variable SALESNB_FONT"),
            ) from missing
    text = drawn.getvalue()
    text = text[text.index("<svg") :]
    for sentinel, colour in ((INK, "currentColor"), (FAINT, "var(--faint)"), (SOFT, "var(--soft)")):
        text = text.replace(sentinel, colour)
    text = _own_ids(re.sub(r"<g id=(?:\"([^\"]*)\"|'([^']*)')>", _group, text))
    return re.sub(
        r'(<svg[^>]*?) width="[^"]*" height="[^"]*"|(<svg[^>]*?) height="[^"]*"( viewBox="[^"]*")[^>]* width="[^"]*"',
        _sized,
        text,
        count=1,
    )


def _own_ids(svg: str) -> str:
    """Return a drawing whose ids no other drawing of the page has: its digest stands before them."""
    mark = f"g{hashlib.sha256(svg.encode()).hexdigest()[:8]}-"
    return re.sub(r'(\bid="|href="#|url\(#)', lambda m: m[1] + mark, svg)


def _sized(match: re.Match[str]) -> str:
    return (match[1] or f"{match[2]}{match[3]}") + ' aria-hidden="true" focusable="false"'


def _group(match: re.Match[str]) -> str:
    """Drop the drawing's own ids but mark ticks; turn a citation's id into attributes."""
    name = html.unescape(match[1] or match[2])
    if name.startswith(("xtick", "ytick")):
        return '<g class="tick">'
    if not name.startswith(CITE):
        return "<g>"
    ref, fmt, unit, value, text = json.loads(name[len(CITE) :])
    parts = {
        "data-ref": ref,
        "data-fmt": fmt,
        "data-unit": unit,
        "data-value": repr(value),
        "data-text": text,
    }
    attributes = " ".join(f'{k}="{html.escape(str(v), quote=True)}"' for k, v in parts.items())
    return f'<g class="n" {attributes}>'
