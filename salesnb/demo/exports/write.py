"""Write the company's folder: exports, settings, truth; the same seed gives the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.decided.commented import commented
from salesnb.demo.cases.planted import planted
from salesnb.demo.company import generate
from salesnb.demo.exports.dirt import write_dirty
from salesnb.demo.exports.files import write_table
from salesnb.demo.exports.large import write_large
from salesnb.demo.plan.plan_files import plan_files
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth, to_toml
from salesnb.errors import UsageError
from salesnb.i18n import t

IN_MEMORY = 4.0  # scale up to which all tables are made in memory
_COMPANY = """\
# The demo company: simulated, with its truth in truth.toml. `salesnb demo FOLDER` writes it anew.
[company]
name = "Hengda Components"
name_zh = "恒达零部件"
currency = "CNY"
languages = ["en", "zh"]
country = "CN"

[gate.freshness_days]
default = 31
market_sizes = 400
outlets = 400
issued_targets = 400
"""


def write_company(
    folder: Path | str,
    *,
    scale: float = 1.0,
    seed: int | None = None,
    truth: Truth | None = None,
    dirt: bool = False,
) -> Path:
    """Write a company folder and return it; raise `UsageError` when the folder is not empty.

    Above scale 4 the lines are written part by part as partitioned Parquet and never held
    together; the tables made from them (cash, sell-out, targets) are then left out, and dirt
    is refused.
    """
    root = Path(folder)
    _refuse(root, scale=scale, dirt=dirt)
    truth = truth or Truth()
    truth = truth if seed is None else replace(truth, seed=seed)
    _write_settings(root)
    if scale > IN_MEMORY:
        (root / "truth.toml").write_text(to_toml(truth), encoding="utf-8", newline="\n")
        write_large(root / "tables", truth, scale)
        return root
    tables = generate(truth, scale=scale)
    sizes = planted(World(truth, scale), tables)
    (root / "truth.toml").write_text(to_toml(truth, sizes), encoding="utf-8", newline="\n")
    if dirt:
        write_dirty(root, tables, truth)
        return root
    for name, table in tables.items():
        write_table(root / "tables", name, table)
    for name, text in plan_files(World(truth, scale), tables).items():
        (root / "plan" / name).write_text(text, encoding="utf-8", newline="\n")
    return root


def _refuse(root: Path, *, scale: float, dirt: bool) -> None:
    """Raise `UsageError` when the folder is in use or the options do not go together."""
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(
            t("{folder} is there already and is left as it is", folder=root),
            fix=t("name a folder that does not exist yet"),
        )
    if dirt and scale > IN_MEMORY:
        raise UsageError(
            t("dirt cannot be written at scale {scale}", scale=f"{scale:g}"),
            fix=t("use a scale of {most} or less", most=f"{IN_MEMORY:g}"),
        )


def _write_settings(root: Path) -> None:
    """Write company.toml and a plan that decides nothing yet, and make the folder of the tables."""
    (root / "tables").mkdir(parents=True)
    (root / "plan").mkdir()
    texts = {f"plan/{one.file}": commented(one) for one in PLAN_FILES.values()}
    for name, text in {**texts, "company.toml": _COMPANY}.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
