"""What a notebook cell shows: sentences, tables, pictures, plain frames; HTML with a text twin.

The plain text is what a test compares and what a screen reader says: a picture's is its alt
sentence, made of numbers.
"""

from __future__ import annotations

import html
import os
import warnings
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from salesnb.contracts.results import Result, TableView
from salesnb.display.drawings import as_svg, with_glyphs_of
from salesnb.display.narrow import narrow
from salesnb.display.tables import as_html_and_text
from salesnb.errors import UsageError
from salesnb.findings import SYMBOLS, Finding, once
from salesnb.i18n import formats, language, t, translate
from salesnb.plots.style import is_empty, styled

Shown = Result | TableView | Finding | Sequence[Finding] | Axes | Figure | pd.DataFrame


def show(
    *things: Shown, alt: Finding | None = None, caption: str = "", in_report: bool = True
) -> None:
    """Show things one below the other: results, tables, sentences, pictures.

    A picture takes the sentence that says it in words (`alt`) and a `caption` (a msgid); of one
    without rows only the sentence is shown. A plain frame, or a picture without its sentence, is
    for exploring: a batch run refuses it with `UsageError` in a workbook whose page stands in the
    report.
    """
    if in_report and os.environ.get("SALESNB_BATCH"):
        _refuse_what_only_explores(things, alt)
    for thing in things:
        if isinstance(thing, Result | TableView):
            emit(*table_bundle(thing))
        elif isinstance(thing, Axes | Figure | SubFigure):
            emit(*_picture(thing, alt, caption))
        elif isinstance(thing, pd.DataFrame):
            emit(thing.to_html(border=0), thing.to_string())
        else:
            emit(*_sentences(_findings(thing)))


def sentences_in(*things: Shown | None) -> list[Finding]:
    """Return the sentences among things that were shown."""
    found: list[Finding] = []
    for thing in things:
        if isinstance(thing, Finding):
            found.append(thing)
        elif isinstance(thing, list | tuple):
            found += thing
    return found


def register() -> None:
    """Let IPython show a result at the end of a cell as its table."""
    from IPython import get_ipython

    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is None:
        return
    as_html, as_text = (shell.display_formatter.formatters[f"text/{k}"] for k in ("html", "plain"))
    for kind in (Result, TableView):
        as_html.for_type(kind, lambda one: table_bundle(one)[0])
        as_text.for_type(kind, lambda one, printer, _: printer.text(table_bundle(one)[1]))


def table_bundle(thing: Result | TableView) -> tuple[str, str]:
    """Return a result's table as HTML and as plain text."""
    return as_html_and_text(thing.table() if isinstance(thing, Result) else thing)


def emit(as_html: str, plain: str) -> None:
    """Show HTML with its plain text; nothing where there is none."""
    from IPython.display import display

    if as_html:
        display({"text/html": as_html, "text/plain": plain}, raw=True)


def _findings(thing: object) -> list[Finding]:
    """Return the sentences of a thing; raise `UsageError` for what cannot be shown."""
    found = [thing] if isinstance(thing, Finding) else thing
    if isinstance(found, list | tuple) and all(isinstance(one, Finding) for one in found):
        return list(found)
    raise UsageError(
        t("{kind} cannot be shown", kind=type(thing).__name__),
        fix=t("show results, tables, sentences and pictures one by one"),
    )


def _sentences(found: Sequence[Finding]) -> tuple[str, str]:
    """Return sentences, each with its status as a symbol and a word, none twice."""
    said = once(found)
    marks = [f"{SYMBOLS[one.status]} {formats.status_word(one.status)}" for one in said]
    items = [
        f'<li class="finding {one.status}"><span class="status">{SYMBOLS[one.status]} '
        f"{html.escape(formats.status_word(one.status))}</span> {one.html()}</li>"
        for one in said
    ]
    plain = [f"{mark}: {one.plain()}" for mark, one in zip(marks, said, strict=True)]
    return (f'<ul class="findings">{"".join(items)}</ul>' if said else ""), "\n".join(plain)


def _picture(
    thing: Axes | Figure | SubFigure, alt: Finding | None, caption: str
) -> tuple[str, str]:
    whole = thing.figure if isinstance(thing, Axes) else thing
    figure = whole.get_figure(root=True)
    if alt is None:
        return f"<figure>{as_svg(figure)}</figure>", t("a picture")
    if is_empty(figure):  # its sentence says what is missing
        return _sentences([alt])
    words = html.escape(alt.plain(), quote=True)
    below = html.escape(translate(caption, language()))
    below = f"<figcaption>{below}</figcaption>" if caption else ""
    said = f'<p class="alt">{alt.html()}</p>'
    drawn = _drawn(figure)
    return f'<figure role="img" aria-label="{words}">{drawn}{below}{said}</figure>', alt.plain()


@styled
def _drawn(figure: Figure) -> str:
    """Return a picture as SVG; in a month's report a second time for phones, which CSS shows."""
    wide = as_svg(figure)
    second = narrow(figure) if os.environ.get("SALESNB_RUN") else None
    if second is None:
        return wide
    with warnings.catch_warnings(action="ignore"):  # what there is to warn of was said
        for_phones = with_glyphs_of(as_svg(second), wide)
    return f'<div class="wide">{wide}</div><div class="narrow" hidden>{for_phones}</div>'


def _refuse_what_only_explores(things: Sequence[Shown], alt: Finding | None) -> None:
    for thing in things:
        what = ""
        if isinstance(thing, pd.DataFrame):
            what = t("a plain frame")
        elif isinstance(thing, Axes | Figure | SubFigure) and alt is None:
            what = t("a picture without the sentence that says it")
        if what:
            raise UsageError(
                t("{what} cannot stand in a report", what=what),
                fix=t("declare the frame in the page's room, or give the picture its alt sentence"),
            )
