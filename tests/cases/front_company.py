"""A small company for the front page: two regions, two reps, three years; what it has is chosen."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)][:33]
LAST = MONTHS[-1]  # 2026-09


def write(
    root: Path, *, months: Iterable[str] = MONTHS, plan: str = "", owned: bool = True
) -> Path:
    """Write the company's exports; `plan` is '', "rep", "region" or "year" (one for the firm)."""
    (root / "tables").mkdir(parents=True)
    stated = '[company]\nname = "Two Regions"\nname_zh = "两区公司"\ncurrency = "CNY"\n'
    (root / "company.toml").write_text(stated, encoding="utf-8")
    lines = [
        (f"I{month}{rep}", 1, f"{month}-{day}", f"C-{rep}", "P1", 1, amount + 10 * i, rep)
        for i, month in enumerate(months)
        for rep, amount, day in (("A", 1000, 14), ("B", 500, _end(month)))
    ]
    columns = "invoice_id line_id invoice_on customer_id product_id quantity net_amount"
    if owned:
        _table(root, "reps", "rep_id name region_id", [("A", "Ann", "N"), ("B", "Ben", "S")])
        _table(root, "regions", "region_id name", [("N", "North"), ("S", "South")])
        _table(
            root, "invoice_lines", f"{columns} region_id rep_id", [_placed(one) for one in lines]
        )
    else:
        _table(root, "invoice_lines", columns, [one[:-1] for one in lines])
    targets = list(_targets(plan))
    if targets:
        kind = {"rep": "rep_id", "region": "region_id"}.get(plan, "customer_id")
        head = f"target_id measure period_start period_end target_value {kind}"
        _table(root, "issued_targets", head, targets)
    return root


def _placed(line: tuple) -> tuple:
    return (*line[:-1], "N" if line[-1] == "A" else "S", line[-1])


def _targets(plan: str) -> Iterable[tuple]:
    members = {"rep": ("A", "B"), "region": ("N", "S")}.get(plan, ())
    for month in [m for m in MONTHS if m >= "2026"]:
        for member, value in zip(members, (1500, 500), strict=False):
            yield (
                f"T{month}{member}",
                "sales",
                f"{month}-01",
                f"{month}-{_end(month)}",
                value,
                member,
            )
    if plan == "year":
        yield "T2026", "sales", "2026-01-01", "2026-12-31", 40000, ""


def _end(month: str) -> int:
    number = int(month[-2:])
    return 28 if number == 2 else 30 if number in (4, 6, 9, 11) else 31


def _table(root: Path, name: str, head: str, rows: Iterable[tuple]) -> None:
    with (root / "tables" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(), *rows])
