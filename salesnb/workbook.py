"""What a notebook holds in its hand: the month's frames, its results, earlier artefacts.

`open_workbook` is the first call of every workbook. In a batch run the month is closed already;
in JupyterLab a month that is not closed yet is closed into the scratch folder.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from salesnb import artefacts, calendars
from salesnb.contracts.fields import N_, Field
from salesnb.contracts.results import Result, ResultContract, result
from salesnb.errors import ArtefactError, UsageError, closest
from salesnb.findings import Finding, Words, as_record
from salesnb.i18n import LANGUAGES, language, set_language, t
from salesnb.index import Entry, pick, read_index
from salesnb.months import Month
from salesnb.paths import Company, MonthFolder, open_company
from salesnb.settings import Settings
from salesnb.snapshot.facts import Snapshot, open_snapshot

FINDINGS_FIELDS = (
    Field("place", "integer", N_("Place")),
    Field("key", "id", N_("Finding")),
    Field("status", "text", N_("Status")),
    Field("text", "text", N_("Sentence")),
    Field("slots", "text", N_("Numbers")),
)

WENT_IN = ResultContract(
    name="went_in",
    label=N_("What this page works with"),
    grain=N_("one row per frame"),
    key=("frame",),
    fields=(
        Field("frame", "text", N_("Frame")),
        Field("rows", "integer", N_("Rows")),
        Field("total", "money", N_("Summed here")),
        Field("closed", "money", N_("Counted at the closing")),
    ),
)
TOLERANCE = 0.004  # floats of whole cents: less than half a cent


@dataclass
class Workbook:
    """One workbook on one company-month."""

    entry: Entry
    company: Company
    month: Month
    snapshot: Snapshot
    _results: dict[str, Result] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.company.settings

    @property
    def currency(self) -> str:
        return self.settings.company.currency

    @property
    def basis(self) -> str:
        """`invoice`, `order`, or '' without lines: what sales are counted on."""
        return str(self.snapshot.manifest["sales_basis"])

    @property
    def totals(self) -> dict[str, dict[str, object]]:
        """What the closing counted, per table with money."""
        return dict(self.snapshot.manifest["totals"])

    def names(self, table: str) -> dict[str, str]:
        """Return what people call the members of a master table, in the language in use."""
        frame = self.frame(table)
        key = frame.columns[0]
        shown = frame["name"].astype("object")
        if language() == "zh" and "name_zh" in frame:
            chinese = frame["name_zh"].astype("object")
            shown = chinese.where(chinese.notna() & (chinese != ""), shown)
        return dict(zip(frame[key].astype("str"), shown.astype("str"), strict=True))

    def words(self, table: str) -> dict[str, Words]:
        """Return the names of the members of a master table in both languages, for sentences."""
        frame = self.frame(table).astype("object")
        chinese = frame["name_zh"].fillna("") if "name_zh" in frame else [""] * len(frame)
        rows = zip(frame[frame.columns[0]], frame["name"], chinese, strict=True)
        return {str(id): Words(str(name), str(zh), is_name=True) for id, name, zh in rows}

    @property
    def folder(self) -> MonthFolder:
        return self.company.month(self.month)

    @property
    def calendar(self) -> calendars.WorkCalendar:
        """The working days from ten years before the month to two years after it."""
        stated = self.settings.company
        return calendars.build(
            country=stated.country,
            first_year=self.month.year - 10,
            last_year=self.month.year + 2,
            extra_holidays=stated.extra_holidays,
            extra_workdays=stated.extra_workdays,
        )

    def has(self, name: str) -> bool:
        """Return whether the month has rows of a frame."""
        return self.snapshot.has(name)

    def frame(self, name: str, grain: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the columns of a frame that `index.toml` declares; empty when it is not there.

        Raises `UsageError` for a frame that this workbook does not declare.
        """
        if name not in self.entry.loads:
            near = closest(name, self.entry.loads)
            raise UsageError(
                t("{book} does not load {name}", book=self.entry.id, name=name),
                fix=t("did you mean {near!r}?", near=near)
                if near
                else t("declare it in index.toml"),
            )
        columns = list(self.entry.loads[name])
        if name not in self.snapshot.manifest["frames"]:
            return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
        return self.snapshot.frame(name, columns, grain)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return all frames that this workbook declares, by name; empty where not there."""
        return {name: self.frame(name) for name in self.entry.loads}

    def went_in(self) -> Result:
        """Return what the workbook works with: frame, rows, and the money that must tie.

        `total` is summed from the frame, `closed` is what the closing of the month counted;
        raises `ArtefactError` when they differ.
        """
        rows = [self._reconciled(name, frame) for name, frame in self.frames().items()]
        contract = replace(WENT_IN, name=f"{self.entry.id}_went_in")
        made = result(pd.DataFrame(rows, columns=contract.columns), contract)
        self._results[made.name] = made
        return made

    def _reconciled(self, name: str, frame: pd.DataFrame) -> tuple[str, int, float, float]:
        closed, money = self.snapshot.closed_total(name), self.snapshot.money_column(name)
        if closed is None or money not in frame:
            return name, len(frame), float("nan"), float("nan")
        total = round(float(frame[money].sum()), 2)
        if abs(total - closed) > TOLERANCE:
            raise ArtefactError(
                t(
                    "{name} does not tie: {total} and {closed}",
                    name=name,
                    total=total,
                    closed=closed,
                ),
                fix=t("close the month again"),
            )
        return name, len(frame), total, closed

    def results(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, Result]:
        """Return frames as named results of this workbook."""
        return {name: self.result(frame, name) for name, frame in frames.items()}

    def result(self, frame: pd.DataFrame, name: str) -> Result:
        """Return a frame as a named result of this workbook; it is saved by `save`."""
        made = result(frame, self._contract(name))
        self._results[made.name] = made
        return made

    def findings(self, found: Sequence[Finding], *, part: str = "findings") -> Sequence[Finding]:
        """Keep sentences as a result, for the index page and for next month's readers."""
        name = f"{self.entry.id}_{part}"
        contract = ResultContract(
            name, N_("Findings"), N_("one row per sentence"), ("place",), FINDINGS_FIELDS
        )
        rows = [as_record(one, i + 1) for i, one in enumerate(found)]
        frame = pd.DataFrame(rows, columns=[f.name for f in FINDINGS_FIELDS])
        self._results[name] = result(frame, contract)
        return found

    def reads(self, name: str) -> Result:
        """Return an artefact of this month that this workbook must have."""
        self._require_declared(name, self.entry.reads, "reads")
        return artefacts.load(self.folder.artefacts(artefacts.DRAFT), name)

    def uses(self, name: str) -> Result | None:
        """Return an artefact of this month where it is there, else None."""
        self._require_declared(name, self.entry.uses, "uses")
        folder = self.folder.artefacts(artefacts.DRAFT)
        return artefacts.load(folder, name) if name in artefacts.names(folder) else None

    def earlier(self, name: str, months_back: int = 1) -> Result | None:
        """Return an artefact of an earlier month as issued then (its draft if nothing was).

        Raises `UsageError` when `index.toml` does not declare it, or not so many months back.
        """
        declared = {one.name: one.months for one in self.entry.earlier}
        self._require_declared(name, tuple(declared), "earlier")
        if not 1 <= months_back <= declared[name]:
            raise UsageError(
                t(
                    "{book} declares {n} months of {name}, not {back}",
                    book=self.entry.id,
                    n=declared[name],
                    name=name,
                    back=months_back,
                ),
                fix=t("declare it in index.toml"),
            )
        return artefacts.as_issued(self.company, name, self.month - months_back)

    def save(self) -> pd.DataFrame:
        """Save all results of this workbook; return name, rows and total of each."""
        saved = artefacts.save(self._results.values(), artefacts.target_folder(self.folder))
        return saved[~saved["artefact"].str.endswith("_findings")].reset_index(drop=True)

    def _require_declared(self, name: str, declared: Sequence[str], under: str) -> None:
        """Raise for an artefact that the workbook's order and digest would not know of."""
        if name not in declared:
            near = closest(name, declared)
            raise UsageError(
                t(
                    "{book} does not declare {name} under {under}",
                    book=self.entry.id,
                    name=name,
                    under=under,
                ),
                fix=t("did you mean {near!r}?", near=near)
                if near
                else t("declare it in index.toml"),
            )

    def _contract(self, name: str) -> ResultContract:
        for full in (f"{self.entry.id}_{name}", name):
            if full in (contracts := _contracts(self.entry)):
                return contracts[full]
        near = closest(f"{self.entry.id}_{name}", contracts)
        raise UsageError(
            t("{book} has no result {name}", book=self.entry.id, name=name),
            fix=t("did you mean {near!r}?", near=near) if near else t("declare its contract"),
        )


def open_workbook(id: str, *, company: str, month: str, lang: str) -> Workbook:
    """Return the workbook `id` on a company-month, and use `lang` from here on.

    `company` is a folder or the name of a shipped company. Raises `UsageError` for an unknown
    workbook, language or month, `CompanyError` for a folder that is none.
    """
    if lang not in LANGUAGES:
        raise UsageError(
            t("lang = {lang!r}: not a language", lang=lang),
            fix=t("write one of {names}", names=", ".join(LANGUAGES)),
        )
    set_language(lang)
    entry = pick(read_index(), [id])[id]
    where, when = open_company(company), Month.parse(month)
    return Workbook(entry, where, when, _snapshot(where, when))


def shipped_workbooks() -> frozenset[str]:
    """Return the workbooks of this installation."""
    return frozenset(read_index())


def _snapshot(company: Company, month: Month) -> Snapshot:
    folder = company.month(month)
    if (folder.snapshot / "manifest.json").is_file() or os.environ.get("SALESNB_BATCH"):
        return open_snapshot(company, month)
    from salesnb.snapshot.close import close_month

    return close_month(company, month, to=folder.root / "scratch" / "snapshot")


def _contracts(entry: Entry) -> dict[str, ResultContract]:
    """Return the result contracts of the areas that a workbook uses, by name."""
    found = {}
    for area in entry.areas:
        module = importlib.import_module(f"salesnb.contracts.results_{area.split('.')[-1]}")
        found.update({one.name: one for one in module.CONTRACTS})
    return found
