"""Two versions of a plan: whose amounts differ, which decisions, who took them and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from salesnb import artefacts
from salesnb.contracts import shorthand as col
from salesnb.contracts.frames import Frame
from salesnb.contracts.validated import result
from salesnb.errors import UsageError
from salesnb.months import Month
from salesnb.paths import Company
from salesnb.plans.frozen import freeze_decisions
from salesnb.runs.compare import compare, members
from salesnb.runs.decided_changes import decided_changes
from tests.cli.commands import salesnb
from tests.sources.gate import company

MONTH = Month.parse("2026-10")
TARGETS = Frame(
    name="targets",
    title="Targets",
    grain="one row per cell",
    key="region_id rep_id",
    fields=(
        col.ident("region_id", "Region"),
        col.ident("rep_id", "Rep"),
        col.money("sales", "Sales"),
    ),
)
CONTROL = """
[[controls]]
kind = "total"
period = "2027"
amount = {total}
reason = "{reason}"
author = "Li Wei"
decided_on = 2026-10-20
"""
FLOOR = """
[[controls]]
kind = "floor"
period = "2027"
region_id = "R1"
amount = 60
reason = "Office"
author = "Wu"
decided_on = 2026-11-03
"""


@pytest.fixture
def planned(tmp_path: Path) -> Company:
    """A company whose plan was issued as v1 and revised as v2."""
    one = company(tmp_path / "small", {"regions.csv": "region_id,name\nR1,Shore\nR2,Hills\n"})
    (one.root / "company.toml").write_text('[company]\nname = "Small"\n', encoding="utf-8")
    write(one, "v1", CONTROL.format(total=100, reason="Board"), R1=50.0, R2=50.0)
    revised = CONTROL.format(total=110.5, reason="New line") + FLOOR
    write(one, "v2", revised, R1=60.0, R2=50.5)
    write(one, "v3", revised, R1=50.0, R2=60.5)
    return one


def write(one: Company, version: str, controls: str, **sales: float) -> None:
    """Write a version of the month: the targets of regions, and the controls."""
    folder = one.month(MONTH)
    one.plan.mkdir(exist_ok=True)
    (one.plan / "controls.toml").write_text(controls, encoding="utf-8")
    folder.root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(freeze_decisions(one, MONTH), folder.decisions(version))
    frame = pd.DataFrame(
        [(region, f"S{region}", amount) for region, amount in sales.items()],
        columns=["region_id", "rep_id", "sales"],
    )
    folder.artefacts(version).mkdir(parents=True)
    artefacts.save([result(frame, TARGETS)], folder.artefacts(version))


def test_money_that_moved_between_cells_is_seen_where_the_total_stays(planned: Company) -> None:
    row = compare(planned, MONTH, "v2", "v3").set_index("name").loc["targets"]
    assert row[["total_old", "total_new", "moved"]].tolist() == [110.5, 110.5, 20.0]


def test_amounts_of_a_result_differ_by_member_largest_first(planned: Company) -> None:
    found = members(planned, MONTH, ("v1", "v2"), "targets", by="region_id")
    assert found.to_numpy().tolist() == [["R1", 50.0, 60.0, 10.0], ["R2", 50.0, 50.5, 0.5]]
    cells = members(planned, MONTH, ("v1", "v2"), "targets")
    assert cells.columns.tolist() == ["region_id", "rep_id", "old", "new", "change"]


def test_decisions_that_differ_are_told_by_whom_and_why(planned: Company) -> None:
    found = decided_changes(planned, MONTH, "v1", "v2").set_index("change")
    changed = found.loc["changed"]
    assert changed[["old", "new"]].tolist() == ["amount = 100", "amount = 110.5"]
    assert changed[["author", "reason"]].tolist() == ["Li Wei", "New line"]
    assert found.loc["added", "entry"] == "kind = floor, period = 2027, region_id = R1"
    back = decided_changes(planned, MONTH, "v2", "v1")
    assert sorted(back["change"]) == ["changed", "dropped"]
    assert decided_changes(planned, MONTH, "v2", "v3").empty


def test_the_command_says_both(planned: Company) -> None:
    said = salesnb("diff", planned.root, "2026-10", "v1", "v2", "--of", "targets", "--by", "rep_id")
    assert said.code == 0
    assert "SR1" in said.out and "+10.00" in said.out
    assert "plan/controls.toml changed: kind = total, period = 2027" in said.out
    assert "(Li Wei, New line, 2026-10-20)" in said.out
    as_json = salesnb("diff", planned.root, "2026-10", "v1", "v2", "--of", "targets", "--json").json
    assert [row["change"] for row in as_json["of"]] == [10.0, 0.5]
    assert {row["change"] for row in as_json["decided"]} == {"added", "changed"}


def test_what_is_not_there_is_refused_with_the_nearest(planned: Company) -> None:
    with pytest.raises(UsageError, match="'target': no such"):
        members(planned, MONTH, ("v1", "v2"), "target")
    with pytest.raises(UsageError, match="'region': no such column"):
        members(planned, MONTH, ("v1", "v2"), "targets", by="region")
    said = salesnb("diff", planned.root, "2026-10", "v1", "v2", "--by", "rep_id")
    assert "--by needs a result" in said.err
