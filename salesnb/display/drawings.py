"""A picture as inline SVG: the page's colours, no ids that clash, numbers with their citation."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from salesnb import glyphs
from salesnb.i18n import t
from salesnb.plots.once import ticks_once
from salesnb.plots.style import CITE, FAINT, INK, PAPER, SOFT, style

_GROUND = "var(--paper, var(--jp-layout-color0, white))"  # of the page, else of JupyterLab
_COLOURS = (
    (INK, "currentColor"),
    (FAINT, "var(--faint)"),
    (SOFT, "var(--soft)"),
    (PAPER, _GROUND),
)
_MISSING = re.compile(r"Glyph (\d+) .*missing")
_GROUP = re.compile(r"<g id=(?:\"([^\"]*)\"|'([^']*)')>")
_GLYPH = re.compile(r'<path id="(g\w{8}-)([^"]+)" d="[^"]*" transform="scale\([^)]*\)"/>\s*')
_USED = re.compile(r'href="#(g\w{8}-)([^"]+)"')
_SIZE = re.compile(
    r'(<svg[^>]*?) width="[^"]*" height="[^"]*"'
    r'|(<svg[^>]*?) height="[^"]*"( viewBox="[^"]*")[^>]* width="[^"]*"'
)


def as_svg(figure: Figure) -> str:
    """Return a drawing as it stands in a page; warn of characters that no font has: boxes."""
    text = _drawn(figure)
    text = text[text.index("<svg") :]
    for sentinel, colour in _COLOURS:
        text = text.replace(sentinel, colour)
    text = _own_ids(_GROUP.sub(_group, text))
    return _SIZE.sub(_sized, text, count=1)


def with_glyphs_of(svg: str, other: str) -> str:
    """Return a drawing that takes its letters from another one of the same page, where it has them.

    The outlines of letters are most of a drawing's bytes.
    """
    there = {name: mark for mark, name in _GLYPH.findall(other)}
    kept = _GLYPH.sub(lambda one: "" if one[2] in there else one[0], svg)
    return _USED.sub(lambda one: f'href="#{there.get(one[2], one[1])}{one[2]}"', kept)


def _drawn(figure: Figure) -> str:
    drawn = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, style():
        warnings.simplefilter("always")
        metadata = {"Date": None, "Creator": None}
        with ticks_once(), _laid_out(figure):
            figure.savefig(drawn, format="svg", metadata=metadata, transparent=True)
    _pass_on(caught)
    return drawn.getvalue()


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Place what a figure holds, once: saving one that is still to be laid out draws it twice."""
    engine, dpi = figure.get_layout_engine(), figure.dpi
    if engine is not None:
        figure.dpi = FigureCanvasSVG.fixed_dpi
        FigureCanvasSVG(figure)
        engine.execute(figure)
        figure.dpi = dpi
        figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def _pass_on(caught: list[warnings.WarningMessage]) -> None:
    """Warn once of all characters without a glyph, and of the rest as it came."""
    missing = {_MISSING.match(str(one.message)) for one in caught}
    characters = {chr(int(one[1])) for one in missing if one}
    if characters:
        message = t("no font has {characters}", characters=glyphs.named(characters))
        warnings.warn(t("{what}: the picture shows a box", what=message), stacklevel=4)
    for one in caught:
        if not _MISSING.match(str(one.message)):
            warnings.warn(one.message, one.category, stacklevel=4)


def _own_ids(svg: str) -> str:
    """Return a drawing whose ids no other drawing of the page has: they begin with its digest."""
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
