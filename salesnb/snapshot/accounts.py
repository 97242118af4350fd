"""What a snapshot says of itself: ledger, problems, files, freshness, changes, the manifest."""

from __future__ import annotations

from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa

from salesnb import __version__
from salesnb.snapshot.changes import changes_frame
from salesnb.snapshot.closing import Closing
from salesnb.snapshot.condition import completeness, freshness
from salesnb.snapshot.files import write_arrow, write_json
from salesnb.snapshot.lines import LINES
from salesnb.snapshot.place import MANIFEST, is_whole, standing
from salesnb.snapshot.sales_frames import basis_table

_BASIS = {"invoice_lines": "invoice", "order_lines": "order"}


def write_accounts(closing: Closing, before: Path | None) -> None:
    """Write ledger, problems, files, freshness, completeness and what changed since `before`."""
    clean = closing.clean
    ledger = pd.DataFrame(closing.ledger, columns=["table", "file", "reason", "rows", "money"])
    frames = {
        "ledger": _money_as_text(ledger),
        "problems": _money_as_text(clean.problems),
        "files": _money_as_text(clean.files).drop(columns="digest"),
        "freshness": freshness(closing.known, closing.month),
        "completeness": completeness(closing.known),
        "changes": _changes(closing, before),
    }
    for name, frame in frames.items():
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
        write_arrow(closing.file(name), table)
        closing.describe(name)


def write_manifest(closing: Closing, inputs: str) -> None:
    """Write what makes the snapshot whole: frames, totals, sources, versions, the basis of sales."""
    company, files = closing.company.settings.company, closing.clean.files
    has_lines = any(name in closing.known for name in LINES)
    manifest = {
        "month": str(closing.month),
        "company": company.name,
        "currency": company.currency,
        "digits": closing.digits,
        "sales_basis": _BASIS[basis_table(closing)] if has_lines else "",
        "inputs": inputs,
        "frames": closing.frames,
        "totals": closing.totals,
        "sources": dict(sorted(zip(files["file"], files["digest"], strict=True))),
        "versions": {
            "salesnb": __version__,
            "duckdb": duckdb.__version__,
            "ibis": ibis.__version__,
        },
    }
    write_json(closing.folder / MANIFEST, manifest)


def _money_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose exact amounts are stored as text: no digit of the source is lost."""
    return frame.assign(money=frame["money"].map(str))


def _changes(closing: Closing, before: Path | None) -> pd.DataFrame:
    former = standing(closing.company.month(closing.month - 1).snapshot)
    previous = former if is_whole(former) else None
    return changes_frame(
        closing.folder, before, previous, month=closing.month, digits=closing.digits
    )
