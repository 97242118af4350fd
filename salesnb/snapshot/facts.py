"""A month's facts as workbooks read them.

A snapshot is compact frames: keys as categories, amounts in currency units as floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesnb.contracts import TABLES
from salesnb.errors import SalesnbError
from salesnb.i18n import did_you_mean, t
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.snapshot.folders import manifest_of, whole_folder

COVERED = {  # of a cube: net amount of the lines on which a further amount is known -> that one
    "listed_amount": "list_amount",
    "costed_amount": "cost_amount",
}
TIED_CELLS = ("order_days", "price_cells")  # frames that add up to their table of lines
CELLS = (*TIED_CELLS, "price_exceptions")  # frames of lines that months closed before do not have
MILLION = 1_000_000
_DTYPES = {  # of a column without values, by the type of its field
    "id": "category",
    "text": "category",
    "month": "category",
    "date": "object",
    "datetime": "object",
}


@dataclass(frozen=True)
class Snapshot:
    """The facts of one month; `manifest` states rows, totals, digests and the sales basis."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """The names of the frames."""
        return sorted(self.manifest["frames"])

    def has(self, name: str) -> bool:
        """Return whether the frame is there and has rows."""
        return self.manifest["frames"].get(name, {}).get("rows", 0) > 0

    def frame(
        self, name: str, columns: Sequence[str] | None = None, grain: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return a frame: keys as categories, amounts in currency units as floats.

        With `grain`, the other columns are summed over it before they reach pandas. Columns are
        read one by one: at no time is more than one held twice. Raises `SalesnbError` for an
        unknown frame or column, with the closest name.
        """
        described = self._described(name)
        file = self.folder / f"{name}.parquet"
        schema = pq.read_schema(file)
        wanted = list(columns) if columns is not None else schema.names
        added = _added_later(name, schema.names, described) if grain is None else {}
        self._require(name, wanted, [*schema.names, *added])
        texts = [f.name for f in schema if pa.types.is_string(f.type) and f.name in wanted]
        if grain is not None:
            return self._summed(file, wanted, texts, list(grain), described)
        with pq.ParquetFile(file, read_dictionary=texts) as held:
            read = {
                one: pd.Series(index=range(described["rows"]), dtype=added[one])
                if one in added
                else self._scaled(held.read([one], use_threads=False).column(0), one, described)
                for one in wanted
            }
        return pd.DataFrame(read, copy=False)

    def _summed(
        self,
        file: Path,
        wanted: list[str],
        texts: list[str],
        grain: list[str],
        described: dict[str, Any],
    ) -> pd.DataFrame:
        table = _summed(pq.read_table(file, columns=wanted, read_dictionary=texts), grain)
        summed = {
            one: self._scaled(table.column(one), one, described) for one in table.column_names
        }
        return pd.DataFrame(summed, copy=False).sort_values(grain, ignore_index=True)

    def lacks(self, name: str) -> bool:
        """Return whether the month has lines but was closed before there was a frame `name`."""
        frames, basis = self.manifest["frames"], self.manifest["sales_basis"]
        return name in CELLS and name not in frames and bool(basis)

    def grain(self, name: str) -> tuple[str, ...]:
        """Return by which columns the cells of one of `CELLS` are, () of others."""
        return tuple(self._described(name).get("grain", ()))

    def money_column(self, name: str) -> str:
        """Return the column of a frame that ties to the exports, '' when none does."""
        return "net_amount" if name in ("sales_cube", "order_cube", *TIED_CELLS) else ""

    def closed_total(self, name: str) -> float | None:
        """Return what the closing of the month counted for a cube, None for other frames."""
        table = self.manifest["frames"].get(name, {}).get("table", "")
        if not self.money_column(name) or table not in self.manifest["totals"]:
            return None
        return float(self.manifest["totals"][table]["kept_money"])

    def _described(self, name: str) -> dict[str, Any]:
        frames = self.manifest["frames"]
        if self.lacks(name):
            raise _not_held(name, str(self.manifest["month"]))
        if name not in frames:
            raise SalesnbError(
                t("the snapshot of {month} has no {name}", month=self.manifest["month"], name=name),
                fix=did_you_mean(name, frames, t("its exports did not come in")),
            )
        return frames[name]

    def _require(self, name: str, wanted: Sequence[str], there: Sequence[str]) -> None:
        for column in wanted:
            if column not in there:
                raise SalesnbError(
                    t("{name} has no column {column!r}", name=name, column=column),
                    fix=did_you_mean(column, there),
                )

    def _scaled(self, column: pa.ChunkedArray, name: str, described: dict[str, Any]) -> Any:
        """Return a column as a frame holds it: amounts as floats, texts as categories."""
        if name in described["minor"]:
            return column.cast(pa.float64()).to_numpy() / 10.0 ** self.manifest["digits"]
        if name in described["millionths"]:
            return column.cast(pa.float64()).to_numpy() / MILLION
        return _categories(column) if pa.types.is_dictionary(column.type) else column.to_pandas()


def _not_held(name: str, month: str) -> SalesnbError:
    return SalesnbError(
        t("{name} is not held by the snapshot of {month}", name=name, month=month),
        fix=t("run {month} again; where it was issued, with --reissue", month=month),
    )


def _added_later(table: str, there: Sequence[str], described: dict[str, Any]) -> dict[str, str]:
    """Return the dtypes of optional columns that a contract has and a closed month lacks.

    An issued month keeps its facts for good, so a workbook that reads a newer column finds it
    without values, as in exports that never had it. So it is with a column by which there would
    have been too many cells.
    """
    if table in CELLS:
        return {name: "category" for name in described["finest"] if name not in there}
    if table in ("sales_cube", "order_cube"):
        return {name: "float64" for name in COVERED if name not in there}
    fields = TABLES[table].fields if table in TABLES else ()
    added = [one for one in fields if not one.required and one.name not in there]
    return {one.name: _DTYPES.get(one.type, "float64") for one in added}


def open_snapshot(company: Company, month: Month, *, at: Path | None = None) -> Snapshot:
    """Return the closed snapshot of a month; raise `SalesnbError` when it was not closed."""
    folder = whole_folder(at or company.month(month).snapshot)
    manifest = manifest_of(folder)
    if manifest is None:
        raise SalesnbError(
            t("{month} of {company} is not closed", month=month, company=company.name),
            fix=f"salesnb run {company.root.name} --month {month}",
        )
    return Snapshot(folder, manifest)


def _summed(table: pa.Table, grain: list[str]) -> pa.Table:
    """Return the numbers of a table summed over `grain`, whole units exactly, in key order."""
    numbers = [
        f.name for f in table.schema if f.name not in grain and not pa.types.is_dictionary(f.type)
    ]
    plain = table.unify_dictionaries().combine_chunks()
    summed = plain.group_by(grain, use_threads=False).aggregate([(n, "sum") for n in numbers])
    renamed = {f"{name}_sum": name for name in numbers}
    return summed.rename_columns([renamed.get(name, name) for name in summed.schema.names])


def _categories(column: pa.ChunkedArray) -> pd.Categorical:
    """Return a dictionary column as categories in the order of their names."""
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    names = array.dictionary.to_pandas().astype("str")
    order = pc.array_sort_indices(array.dictionary).to_numpy()
    place = pd.Series(range(len(order)), index=order).sort_index().to_numpy()
    codes = array.indices.to_pandas().fillna(-1).astype("int64").to_numpy()
    sorted_codes = [] if not len(place) else place[codes]
    values = pd.Categorical.from_codes(
        sorted_codes if len(place) else codes, categories=names.iloc[order]
    )
    if (codes < 0).any():
        fixed = values.codes.copy()
        fixed[codes < 0] = -1
        values = pd.Categorical.from_codes(fixed, categories=values.categories)
    return values
