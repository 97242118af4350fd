"""Every fault of every file in one table: where, what was found, which rule, how to fix it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal

import pandas as pd

from salesnb.errors import DataError
from salesnb.i18n import t, tn

SHOWN_PER_RULE = 20
COLUMNS = ["severity", "table", "file", "line", "column", "value", "rule", "message", "fix"]


@dataclass(frozen=True)
class Problem:
    """One fault: `line` is a physical line, a sheet and cell, or '' for a whole file."""

    severity: str  # error, warning, or dropped (an error that company.toml lets the gate drop)
    table: str
    file: str
    rule: str
    message: str
    fix: str = ""
    line: str = ""
    column: str = ""
    value: str | None = None

    def sentence(self) -> str:
        """Return the fault as one line for a person."""
        place = f"{self.file} {self.line}".strip()
        found = f" {self.column}" if self.column else ""
        found += f" = {self.value!r}" if self.value is not None else ""
        told = t("{place}: {message}", place=place + found, message=self.message)
        return t("{told}; {fix}", told=told, fix=self.fix) if self.fix else told


@dataclass(frozen=True)
class RuleTotal:
    """How often one rule was broken in one table, and the money of those rows."""

    severity: str
    table: str
    file: str
    column: str
    rule: str
    n_rows: int
    money: Decimal
    n_faults: int  # as many as would be shown without a limit


@dataclass
class Problems:
    """The faults found so far: the first of each rule in full, the totals of all."""

    shown: list[tuple[Problem, RuleTotal]] = field(default_factory=list)
    totals: list[RuleTotal] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Record a fault of a whole file or column."""
        self.add_rule([problem], n_rows=1)

    def add_rule(
        self,
        shown: list[Problem],
        *,
        n_rows: int,
        money: Decimal = Decimal(0),
        n_faults: int | None = None,
    ) -> None:
        """Record the first faults of one rule, how many rows have it and their money.

        `n_faults` is given where one fault stands for several rows (an unknown identifier).
        """
        one = shown[0]
        place = (one.severity, one.table, one.file, one.column, one.rule)
        total = RuleTotal(*place, n_rows, money, n_faults or n_rows)
        self.shown += [(problem, total) for problem in shown[:SHOWN_PER_RULE]]
        self.totals.append(total)

    @property
    def n_errors(self) -> int:
        return sum(total.n_rows for total in self.totals if total.severity == "error")

    def frame(self) -> pd.DataFrame:
        """Return one row per fault shown, with its rule's total rows and money beside it."""
        rows = []
        for one, total in self.shown:
            counts = {"n_rows": total.n_rows, "money": total.money, "n_faults": total.n_faults}
            rows.append({**asdict(one), **counts})
        return pd.DataFrame(rows, columns=[*COLUMNS, "n_rows", "money", "n_faults"])


def require_none(problems: pd.DataFrame, n_errors: int) -> None:
    """Raise `DataError` with all problems when there are errors."""
    if n_errors:
        raise DataError(
            tn("{n} error in the exports", "{n} errors in the exports", n_errors),
            fix=t("correct the exports, or let company.toml drop such rows"),
            problems=problems,
        )


def lines(problems: pd.DataFrame) -> Iterator[str]:
    """Yield the sentences of a problems frame, then one for each rule that was cut short."""
    for row in (
        problems[COLUMNS].astype("object").where(problems[COLUMNS].notna(), None).to_dict("records")
    ):
        yield Problem(**{str(k): v for k, v in row.items()}).sentence()
    for (_, column, rule), rows in problems.groupby(["table", "column", "rule"], sort=False):
        file = rows["file"].iloc[0]
        total, money = int(rows["n_rows"].iloc[0]), rows["money"].iloc[0]
        if int(rows["n_faults"].iloc[0]) > len(rows):
            yield t(
                "{file} {column}: {rule}: {total} rows in all ({money}); the first {n} are shown",
                file=file, column=column, rule=rule, total=f"{total:,}", money=f"{money:,.2f}", n=len(rows),
            )  # fmt: skip
