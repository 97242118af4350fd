"""What a notebook holds in its hand: the month's frames, its results, earlier artefacts.

`open_workbook` is the first call of every workbook. In a batch run the month is closed already;
in JupyterLab a month that is not closed yet is closed into the scratch folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from salesnb import artefacts
from salesnb.artefacts import Held
from salesnb.citations import Citation
from salesnb.contracts.frames import Frame
from salesnb.contracts.page import Results
from salesnb.contracts.results import Result, TableView
from salesnb.contracts.validated import result
from salesnb.contracts.workbooks import FINDINGS, SAVED, WENT_IN
from salesnb.display.show import Shown, register, sentences_in, show
from salesnb.errors import ArtefactError, UsageError, closest
from salesnb.exploring import to_excel
from salesnb.findings import Finding, as_record, once
from salesnb.i18n import LANGUAGES, set_language, t
from salesnb.index import Entry, pick, read_index
from salesnb.months import Month
from salesnb.openmonth import snapshot_of
from salesnb.pages import frames_of
from salesnb.paths import open_company, safe_name
from salesnb.plans.frozen import as_run
from salesnb.raised import as_frame, matters, said_by
from salesnb.savedresults import SavedResults
from salesnb.tracing import Trace, owner_of, trace

TOLERANCE = 0.004  # floats of whole cents: less than half a cent


@dataclass
class Workbook(SavedResults):
    """One workbook on one company-month.

    `frames()` are the facts, `results(...)` declares what was computed of them, `answer(...)` and
    `show(...)` are what the page says and shows, `save()` keeps the results.
    """

    _results: dict[str, Result] = field(default_factory=dict)
    _shown: dict[tuple[str, str], Finding] = field(default_factory=dict)  # what sections say

    def went_in(self) -> TableView:
        """Return what the workbook works with: frame, rows, and the money that must tie.

        `total` is summed from the frame, `closed` is what the closing of the month counted;
        raises `ArtefactError` when they differ.
        """
        rows = [self._reconciled(name, self.weighed(name)) for name in self.entry.loads]
        frame = pd.DataFrame(rows, columns=WENT_IN.columns)
        return self._keep(frame, WENT_IN).table(folded=True)

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

    def results(self, frames: Mapping[str, pd.DataFrame], **live: object) -> Results:
        """Return computed frames as results, by the names under which the room declares them.

        `live` is what sliders work with: `page.live` has it, it is not saved.
        """
        return Results({name: self.result(frame, name) for name, frame in frames.items()}, live)

    def results_as_saved(self) -> Results:
        """Return the page's results as they stand among the drafts.

        A run does so in a further language, where the first one has just computed them.
        """
        there = set(artefacts.names(self.folder.artefacts(artefacts.DRAFT)))
        found = {}
        for name, declared in frames_of(self.entry.page).items():
            named = self._named(declared)
            if named.name in there:
                found[name] = replace(self._load(named.name), contract=named)
                self._results[named.name] = found[name]
        return Results(found)

    def result(self, frame: pd.DataFrame, name: str) -> Result:
        """Return a frame as a named result of this workbook; it is saved by `save`.

        Raises `UsageError` for a name that the room does not declare, `ArtefactError` for a frame
        that is not as declared.
        """
        known = frames_of(self.entry.page)
        if name not in known:
            near = closest(name, known)
            raise UsageError(
                t("{book} has no result {name}", book=self.entry.id, name=name),
                fix=t("did you mean {near!r}?", near=near) if near else t("declare its frame"),
            )
        return self._keep(frame, known[name])

    def _keep(self, frame: pd.DataFrame, declared: Frame) -> Result:
        one = result(frame, self._named(declared), context=self.context)
        self._results[one.name] = one
        return one

    def _named(self, declared: Frame) -> Frame:
        """Return a frame under the name that it is saved by."""
        return replace(declared, name=self.entry.result_name(declared.name))

    def answer(self, found: Sequence[Finding]) -> None:
        """Show what the page answers, and keep it for the front page."""
        said = once(found)
        self._keep_said(said, FINDINGS.name)
        show(said, in_report=self.entry.pack)

    def _keep_said(self, said: Sequence[Finding], name: str) -> None:
        rows = [as_record(one, i) for i, one in enumerate(said, start=1)]
        self._keep(pd.DataFrame(rows, columns=FINDINGS.columns), replace(FINDINGS, name=name))

    def show(self, *things: Shown, alt: Finding | None = None, caption: str = "") -> None:
        """Show results, tables, sentences or pictures; a picture with its alt sentence.

        Every sentence that is shown is kept for the front page. Live, also a plain frame or a
        figure: it is not saved, and a batch run refuses it in a workbook of the pack.
        """
        show(*things, alt=alt, caption=caption, in_report=self.entry.pack)
        self._shown |= {(one.key, one.text): one for one in sentences_in(*things, alt)}

    def said(self) -> dict[str, list[Finding]]:
        """Return what each other workbook found in this month, for one that sums up the pack."""
        return said_by(self._drafts(), self._others())

    def raised(self) -> pd.DataFrame:
        """Return what the month asks to decide, a row per matter (`raised.RAISED`)."""
        return as_frame(matters(self.said(), self._others(), self._drafts()))

    def _others(self) -> dict[str, Entry]:
        if not self.entry.sums_up:
            raise UsageError(
                t("{book} does not sum up what others said", book=self.entry.id),
                fix=t("say sums_up = true in index.toml"),
            )
        return {id: one for id, one in read_index().items() if one.pack and not one.sums_up}

    def _drafts(self) -> Held:
        return Held(self.folder.artefacts(artefacts.DRAFT), artefacts.DRAFT, self.context)

    def names(self) -> pd.DataFrame:
        """Return what there is: frames that can be loaded, and results of the month by version.

        Columns: kind (frame, result), name, version, rows, columns.
        """
        rows = [
            ("frame", name, "", len(self.frame(name)), " ".join(columns))
            for name, columns in self.entry.loads.items()
        ]
        for version in (artefacts.DRAFT, *self.folder.versions()):
            for name in artefacts.names(self.folder.artefacts(version)):
                if not name.endswith("_findings"):
                    one = self._load(name, version)
                    columns = " ".join(one.contract.columns)
                    rows.append(("result", name, version, len(one.frame), columns))
        return pd.DataFrame(rows, columns=["kind", "name", "version", "rows", "columns"])

    def saved(self, name: str, version: str = artefacts.DRAFT) -> Result:
        """Return any result of the month, for exploring; `version` is draft, v1, v2, ...

        A workbook of the pack reads what `index.toml` declares (`reads`, `uses`, `earlier`): there
        this raises `UsageError`.
        """
        if self.entry.pack:
            raise UsageError(
                t("{book} is part of the pack", book=self.entry.id),
                fix=t("name {name} under `reads` or `uses` in index.toml", name=name),
            )
        return self._load(name, version)

    def trace(self, reference: str) -> Trace:
        """Return the cell behind a number of the report, and the rows of facts behind that cell.

        `reference` is what a page shows for the number, as `02_sales_bridge@draft/amount?...`.
        Raises `CitationError` for one that names no cell.
        """
        ref, entries = Citation.parse(reference), read_index()
        owner = Workbook(owner_of(ref, entries), self.company, self.month, self.snapshot)
        return trace(ref, self._load(ref.artefact, ref.version), owner.frames())

    def lines(
        self,
        of: str | Trace = "",
        *,
        table: str = "",
        most: int = 100_000,
        **where: str | Sequence[str],
    ) -> pd.DataFrame:
        """Return the source lines behind a selection of any month, read again from the exports.

        `where` names columns with a value or several (`month="2026-03"`, `region_id=["R1", "R2"]`,
        `product_group`, `order_id`, `day`, ...), `of` a reference of the report or what `trace`
        returned, whose key is selected by too. `table` is `invoice_lines` or `order_lines`; else it
        is what sales are counted on. Columns are those of `snapshot.lines.source_lines`, which says
        what is raised: so is `UsageError` for a number of the whole firm without any selection.
        """
        from salesnb.snapshot import lines

        name = table or lines.CUBES.get(self.basis, "")
        found = self.trace(of) if isinstance(of, str) and of else of
        chosen = lines.of_cell(found.where if isinstance(found, Trace) else {}, where, name)
        if isinstance(found, Trace) and not chosen:
            raise UsageError(
                t("{reference} is a number of the whole firm", reference=found.row.result.name),
                fix=t('say which of its lines, e.g. month = "{month}"', month=self.month),
            )
        selection = lines.Selection(name, chosen, most)
        return lines.source_lines(self.company, self.month, self.snapshot, selection)

    def at(self, month: str) -> Workbook:
        """Return the same workbook on another month of the company."""
        when = Month.parse(month)
        return Workbook(self.entry, self.company, when, snapshot_of(self.company, when))

    def export(self, file: str, **tables: Result | pd.DataFrame) -> Path:
        """Write results or plain frames into an Excel file beside the month's scratch results.

        Each is a sheet named as it is given; return the file.
        """
        folder = self.folder.root / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return to_excel(tables, folder / f"{safe_name(file.removesuffix('.xlsx'))}.xlsx")

    def save(self) -> TableView:
        """Save all results and sentences of this workbook; return the results, with their rows."""
        if self._shown:
            self._keep_said(once(self._shown.values()), f"shown_{FINDINGS.name}")
        saved = artefacts.save(self._results.values(), artefacts.target_folder(self.folder))
        listed = saved[~saved["artefact"].str.endswith("_findings")]
        return result(listed[SAVED.columns], SAVED, context=self.context).table(folded=True)


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
    register()
    entry = pick(read_index(), [id])[id]
    when = Month.parse(month)
    where = open_company(company).in_scenario(os.environ.get("SALESNB_SCENARIO", ""), when)
    if os.environ.get("SALESNB_RUN"):  # company.toml may be changed while a run lasts
        where = as_run(where, when)
    return Workbook(entry, where, when, snapshot_of(where, when))


def shipped_workbooks() -> frozenset[str]:
    """Return the workbooks of this installation."""
    return frozenset(read_index())
