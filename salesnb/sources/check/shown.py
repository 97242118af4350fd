"""Names with characters that no font has: a warning with file and line, as pages show boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import ibis.expr.types as ir

from salesnb import glyphs
from salesnb.contracts import TABLES
from salesnb.i18n import t
from salesnb.sources.check.work import Gate, TableWork

_PLAIN = r"[^ -~]"  # anything but printable ASCII
_MASTERS = {f.references.split(".")[0] for one in TABLES.values() for f in one.fields} - {""}
_MOST = 20  # characters that are looked for in the rows


def unplain(work: TableWork) -> dict[str, ir.BooleanValue]:
    """Return by column of names whether one holds more than printable ASCII; of masters only."""
    if work.contract.name not in _MASTERS:
        return {}
    texts = [one.name for one in work.contract.fields if one.type == "text"]
    return {name: work.table[name].re_search(_PLAIN) for name in texts if name in work.present}


def report_unshown(work: TableWork, gate: Gate, columns: Sequence[str]) -> None:
    """Record names that pages and pictures cannot show in full, in columns that are not plain."""
    for one in columns:
        _report_column(work, gate, one)


def _report_column(work: TableWork, gate: Gate, column: str) -> None:
    text = work.table[column]
    characters = work.table.filter(text.re_search(_PLAIN)).select(c=text.split("").unnest())
    found = characters.distinct().to_pyarrow().column(0).to_pylist()
    missing = sorted(glyphs.lacking(c for c in found if c))[:_MOST]
    if not missing:
        return
    pattern = f"[{''.join(missing)}]"
    n_rows = int(work.table.filter(text.re_search(pattern)).count().execute())
    rows = work.locator.rows
    first = work.locator.first(rows.filter(rows[column].re_search(pattern)))
    message = t("no font has {characters}", characters=glyphs.named(missing))
    fix = t("pages show a box there; name a font file that has it as SALESNB_FONT")
    shown = [
        replace(at.problem("warning", "no_glyph", message, fix), value=at.value)
        for at in work.locator.locate(first, column)
    ]
    gate.problems.add_rule(shown, n_rows=n_rows)
