"""An executed notebook as one self-contained page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from salesnb.i18n import formats, t
from salesnb.paths import resource


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        extra_template_basedirs=[str(resource("templates"))], template_name="report"
    )
    exporter.exclude_anchor_links = True
    return exporter


def style_sheet() -> str:
    """Return the pages' style sheet."""
    return resource("templates", "report", "page.css").read_text(encoding="utf-8")


def render_page(executed: Path, *, lang: str, company: str, month: str, version: str) -> str:
    """Return the page of an executed notebook, its citations at `version`.

    The language in use must be `lang`.
    """
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    page = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": f"{_title(notebook)} · {company}",
        "css": style_sheet(),
        "company": company,
        "month": formats.month(month),
        "version": version_word(version),
        "back": t("all pages"),
        "warnings": _warnings(notebook),
        "words": {
            "code": t("Show the code behind this page"),
            "warnings": t("Warnings of this run"),
        },
    }
    body, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return at_version(body, version)


def at_version(text: str, version: str) -> str:
    """Return a page whose citations of drafts name an issued version instead."""
    return text if version == "draft" else re.sub(r"(?<=[\w])@draft/", f"@{version}/", text)


def version_word(version: str) -> str:
    """Return how a version is called on a page."""
    return t("draft") if version == "draft" else t("issued as {version}", version=version)


def _title(notebook: Any) -> str:
    first = notebook.cells[0].source.splitlines()[0] if notebook.cells else ""
    return str(first).lstrip("# ").strip()


def _warnings(notebook: Any) -> str:
    outputs = (o for c in notebook.cells for o in c.get("outputs", []))
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")
