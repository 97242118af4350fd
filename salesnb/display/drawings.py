"""A picture as inline SVG: the page's colours, no ids that clash, numbers with their citation."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import warnings

from matplotlib.figure import Figure

from salesnb.errors import GlyphError
from salesnb.i18n import t
from salesnb.plots.style import CITE, FAINT, INK, SOFT, style

_COLOURS = ((INK, "currentColor"), (FAINT, "var(--faint)"), (SOFT, "var(--soft)"))
_GROUP = re.compile(r"<g id=(?:\"([^\"]*)\"|'([^']*)')>")
_SIZE = re.compile(
    r'(<svg[^>]*?) width="[^"]*" height="[^"]*"'
    r'|(<svg[^>]*?) height="[^"]*"( viewBox="[^"]*")[^>]* width="[^"]*"'
)


def as_svg(figure: Figure) -> str:
    """Return a drawing as it stands in a page; raise `GlyphError` for a character without glyph."""
    text = _drawn(figure)
    text = text[text.index("<svg") :]
    for sentinel, colour in _COLOURS:
        text = text.replace(sentinel, colour)
    text = _own_ids(_GROUP.sub(_group, text))
    return _SIZE.sub(_sized, text, count=1)


def _drawn(figure: Figure) -> str:
    drawn = io.StringIO()
    with warnings.catch_warnings(), style():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            metadata = {"Date": None, "Creator": None}
            figure.savefig(drawn, format="svg", metadata=metadata, transparent=True)
        except UserWarning as missing:
            code = re.search(r"Glyph (\d+)", str(missing))
            character = chr(int(code[1])) if code else "?"
            raise GlyphError(
                t("the font has no {character!r}", character=character),
                fix=t("name a font file that has it in the environment variable SALESNB_FONT"),
            ) from missing
    return drawn.getvalue()


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
