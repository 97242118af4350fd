"""Saved results: Parquet with its contract beside it, drafts that are issued as versions.

A batch run writes into the folder that its runner names (`SALESNB_RUN`); anything else goes to a
scratch folder, so that exploring never changes a plan. Issued versions are never changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from salesnb.contracts.fields import Field
from salesnb.contracts.frames import Frame, grain_of
from salesnb.contracts.results import Context, Result, Row
from salesnb.errors import ArtefactError
from salesnb.i18n import t, use
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder, safe_name

DRAFT = "draft"
TABLE = (
    "shows",
    "rows",
    "groups",
    "total",
    "optional",
    "nothing",
)  # how a frame's table is declared


@dataclass(frozen=True)
class Saved:
    """The results of one version of a month, as they are read for a report."""

    folder: Path
    version: str
    context: Context

    @property
    def names(self) -> list[str]:
        return names(self.folder)

    def load(self, name: str) -> Result | None:
        """Return a result, None where this version has none of that name."""
        if name not in self.names:
            return None
        return load(self.folder, name, version=self.version, context=self.context)

    def said(self, book: str, key: str = "") -> list[Row]:
        """Return the sentences of a workbook (or those of one key), its answer's first."""
        answer = f"{book}_findings"
        wanted = [n for n in self.names if n.startswith(f"{book}_") and n.endswith("_findings")]
        rows = [
            r for n in sorted(wanted, key=lambda n: (n != answer, n)) for r in self.load(n) or ()
        ]
        return [row for row in rows if not key or row["key"] == key]


class Held(Saved):
    """The same, each result read once: for a report that is written at one stroke."""

    @cached_property
    def names(self) -> list[str]:  # type: ignore[override]
        return names(self.folder)

    def load(self, name: str) -> Result | None:
        """Return a result, None where this version has none of that name."""
        return self._loaded(name)

    @cached_property
    def _loaded(self) -> Callable[[str], Result | None]:
        return cache(super().load)


def target_folder(folder: MonthFolder) -> Path:
    """Return where results are to be saved: the runner's folder in a batch run, else scratch."""
    stated = os.environ.get("SALESNB_RUN")
    where = Path(stated) if stated else folder.root / "scratch"
    where.mkdir(parents=True, exist_ok=True)
    return where


def save(results: Iterable[Result], folder: Path) -> pd.DataFrame:
    """Write results; return one row per artefact.

    Columns: artefact, title, rows, column (the label of its first column of money, or ''), total
    (of all rows but a total row).
    """
    rows = []
    for one in results:
        _write(one, folder)
        money = next((f for f in one.contract.fields if f.type == "money"), None)
        total = (
            round(float(one.without_total().frame[money.name].sum()), 2) if money else float("nan")
        )
        label = money.label if money else ""
        rows.append((one.name, one.contract.title, len(one.frame), label, total))
    return pd.DataFrame(rows, columns=["artefact", "title", "rows", "column", "total"])


def load(
    folder: Path, name: str, *, version: str = DRAFT, context: Context | None = None
) -> Result:
    """Return a saved result, as it was declared when it was saved.

    Raises `ArtefactError` when it is missing or was changed afterwards.
    """
    file = folder / f"{safe_name(name)}.parquet"
    note = file.with_suffix(".json")
    if not (file.is_file() and note.is_file()):
        raise ArtefactError(
            t("{name} is not there in {version}", name=name, version=version),
            fix=t("run the workbook that writes it"),
        )
    described = json.loads(note.read_text(encoding="utf-8"))
    if digest(file) != described["digest"]:
        raise ArtefactError(
            t("{name} was changed after it was saved", name=name),
            fix=t("run the workbook again; issued versions are never edited"),
        )
    frame = pq.read_table(file).to_pandas()  # as contracted and in order: so it was saved
    return Result(_declared(described), frame, version, context or Context())


def rows(folder: Path, name: str) -> pd.DataFrame:
    """Return the rows of a saved result, not validated anew; texts are categories.

    For results of very many rows that are only computed with. Raises `ArtefactError` when it is
    missing or was changed afterwards.
    """
    if not is_whole(folder, name):
        raise ArtefactError(
            t("{name} is missing or was changed after it was saved", name=name),
            fix=t("run the workbook again; issued versions are never edited"),
        )
    table = pq.read_table(folder / f"{safe_name(name)}.parquet")
    return table.to_pandas(strings_to_categorical=True)


def _declared(described: Mapping[str, Any]) -> Frame:
    """Return the declaration that was saved with a result; older ones say less of its columns."""
    fields = tuple(
        Field(**{**one, "choices": tuple(one["choices"])}) for one in described["fields"]
    )
    order = " ".join(described["ordered_by"])
    name, title, grain = (described[key] for key in ("name", "label", "grain"))
    key, table = " ".join(described["key"]), described.get("table", {})
    return Frame(name, title, grain, key, fields, order, **table)


def names(folder: Path) -> list[str]:
    """Return the artefacts in a folder."""
    return sorted(p.stem for p in folder.glob("*.parquet"))


def as_issued(
    company: Company, name: str, month: Month, *, context: Context | None = None
) -> Result | None:
    """Return an artefact of a month as last issued; None when that version lacks it.

    Only where the month was never issued is it the draft, and the result's `version` says so.
    """
    file = issued_file(company, name, month)
    if file is None:
        return None
    return load(file.parent, name, version=file.parent.name, context=context)


def issued_file(company: Company, name: str, month: Month) -> Path | None:
    """Return the file that `as_issued` reads, None when there is none."""
    folder = company.month(month)
    version = next(reversed(folder.versions()), DRAFT)
    file = folder.artefacts(version) / f"{safe_name(name)}.parquet"
    return file if file.is_file() else None


def is_whole(folder: Path, name: str) -> bool:
    """Return whether an artefact is there with the contract that was saved with it."""
    file = folder / f"{safe_name(name)}.parquet"
    try:
        described = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        return bool(described["digest"] == digest(file))
    except (OSError, ValueError, KeyError):
        return False


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each artefact of a folder."""
    return {name: digest(folder / f"{name}.parquet") for name in names(folder)}


def _grain(contract: Frame) -> str:
    """Return what a row stands for, in English as all that is saved: languages are for readers."""
    with use("en"):
        return grain_of(contract)


def _write(one: Result, folder: Path) -> None:
    contract = one.contract
    file = folder / f"{safe_name(contract.name)}.parquet"
    table = pa.Table.from_pandas(one.frame, preserve_index=False).replace_schema_metadata()
    pq.write_table(table, file, compression="zstd", store_schema=False)
    described = {
        "name": contract.name,
        "label": contract.title,
        "grain": _grain(contract),
        "key": contract.keys,
        "ordered_by": contract.ordered_by,
        "fields": [asdict(field) for field in contract.fields],
        "table": {name: getattr(contract, name) for name in TABLE},
        "rows": len(one.frame),
        "digest": digest(file),
    }
    text = json.dumps(described, ensure_ascii=False, indent=1)
    file.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
