"""What all pages have around them: style, font, the panel that says where a number comes from.

A page's policy forbids it every outside address and every script but its own, so that nothing in
the data can run even where escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json

from salesnb.i18n import language, t
from salesnb.pack.fonts import font_face
from salesnb.paths import resource

FONT_PLACE = "/* the font of this page */"
STYLES = "'unsafe-inline' 'self' file:"  # a page's own, and the fonts beside a card
LABELS_PLACE = "the labels of this page"


def language_tag() -> str:
    """Return the language in use as pages state it."""
    return "zh-CN" if language() == "zh" else "en"


def frame() -> dict[str, str]:
    """Return what the templates `head.html.j2` and `foot.html.j2` need, in the language in use."""
    script = _text("page.js")
    return {
        "css": f"{FONT_PLACE}\n{page_style()}",
        "fonts": "",  # a file beside the page that brings them, where it does not itself
        "script": script,
        "policy": _policy(script),
        "labels": LABELS_PLACE,
        "words": json.dumps(
            {
                "exact": t("exactly"),
                "table": t("table"),
                "column": t("column"),
                "row": t("row"),
                "more": t("Swipe sideways for the rest →"),
            },
            ensure_ascii=False,
        ),
    }


def finished(page: str, labels: str = "{}") -> str:
    """Return a rendered page with the labels of its numbers, and the fonts of its characters."""
    page = labelled(page, labels)
    return page.replace(FONT_PLACE, font_face(page), 1)


def page_style() -> str:
    """Return the style that all pages have in common."""
    return _text("page.css")


def labelled(page: str, labels: str) -> str:
    """Return a rendered page with the labels of its numbers."""
    return page.replace(LABELS_PLACE, html.escape(labels, quote=True), 1)


def hint() -> str:
    """Return the line that tells readers how to trace a number."""
    return t(
        "Point at a number, tap it or move to it with the Tab key to see the cell that it comes"
        " from."
    )


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src {STYLES}; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _text(name: str) -> str:
    return resource("templates", "report", name).read_text(encoding="utf-8").rstrip("\n")
