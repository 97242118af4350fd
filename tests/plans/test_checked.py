"""A fault in a plan file is one sentence that names file, line and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.contracts.decided.commented import commented, uncommented
from salesnb.contracts.fields import Field
from salesnb.errors import CompanyError
from salesnb.i18n import use
from salesnb.plans.checked import require_sound_plan
from salesnb.plans.positions import line_of, positions
from tests.plans.plan_company import company_with, faults

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "company" / "plan"
each = pytest.mark.parametrize("name", PLAN_FILES)
MEMBERS = {
    "regions.region_id": {"R-SH", "R-NB"},
    "products.product_group": {"Seals", "Ball valves"},
    "customers.segment": {"Water"},
}


def first_of(name: str, kind: str) -> tuple[Field, int]:
    """Return a required column of a kind that the example states, and its line there."""
    file = PLAN_FILES[name]
    known = positions(file.example)
    for section in file.sections:
        for column in section.entry.fields:
            path = (section.name,) if section.is_single else (section.name, 0)
            stated = (*path, column.name) in known
            if stated and column.required and (column.type in {"id", "text"}) == (kind == "text"):
                return column, line_of((*path, column.name), known)
    raise AssertionError(f"the example of {name} has no required {kind}")


@each
def test_the_example_of_a_file_has_no_fault(name: str, tmp_path: Path) -> None:
    assert faults(tmp_path, **{name: PLAN_FILES[name].example}) == []


@each
def test_a_new_company_gets_the_example_in_comments_and_they_can_be_taken_away(name: str) -> None:
    text = (TEMPLATES / f"{name}.toml").read_text(encoding="utf-8")
    assert text == commented(PLAN_FILES[name]), "run: make docs"
    assert all(line.startswith("#") for line in text.splitlines())
    assert uncommented(text) == PLAN_FILES[name].example


@each
def test_a_misspelt_section_is_named_with_its_line_and_the_nearest(
    name: str, tmp_path: Path
) -> None:
    file = PLAN_FILES[name]
    section = file.sections[-1]
    wrong = file.example.replace(section.heading, section.heading.replace("]", "x]", 1))
    line = wrong.splitlines().index(section.heading.replace("]", "x]", 1)) + 1
    said = faults(tmp_path, **{name: wrong})
    assert said[0 if line == 1 else -1] == (
        f"plan/{name}.toml, line {line}: {section.name}x is not a section"
        f" (did you mean {section.name}?)"
    )


@each
def test_a_misspelt_column_is_named_with_its_line_and_the_nearest(
    name: str, tmp_path: Path
) -> None:
    column, line = first_of(name, "text")
    lines = PLAN_FILES[name].example.splitlines()
    lines[line - 1] = lines[line - 1].replace(column.name, f"{column.name}x", 1)
    said = faults(tmp_path, **{name: "\n".join(lines)})
    wanted = f"line {line}: {column.name}x is not known here (did you mean {column.name}?)"
    assert f"plan/{name}.toml, {wanted}" in said
    assert any(f"{column.name} (" in one and "is missing" in one for one in said)


@each
def test_a_text_without_quotes_is_told_how_to_write_it(name: str, tmp_path: Path) -> None:
    column, line = first_of(name, "text")
    lines = PLAN_FILES[name].example.splitlines()
    lines[line - 1] = f"{column.name} = 5"
    said = faults(tmp_path, **{name: "\n".join(lines)})
    begun = f"plan/{name}.toml, line {line}: {column.name} = 5: must be a text in quotes"
    assert any(one.startswith(begun) for one in said)


@each
def test_a_missing_column_is_told_where_its_entry_begins(name: str, tmp_path: Path) -> None:
    column, line = first_of(name, "text")
    lines = PLAN_FILES[name].example.splitlines()
    del lines[line - 1]
    said = faults(tmp_path, **{name: "\n".join(lines)})
    heading = max(n for n in range(1, line) if lines[n - 1].startswith("["))
    begun = f"plan/{name}.toml, line {heading}: {column.name} ("
    assert any(one.startswith(begun) and one.endswith("is missing") for one in said)


@each
def test_an_open_quote_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    _, line = first_of(name, "text")
    lines = PLAN_FILES[name].example.splitlines()
    lines[line - 1] = lines[line - 1].rstrip('"')
    said = faults(tmp_path, **{name: "\n".join(lines)})
    assert len(said) == 1
    assert said[0].startswith(f"plan/{name}.toml, line {line}: not TOML: ")


CONTROL = """\
[[controls]]
kind = "total"
period = "2027"
amount = 1000
reason = "x"
author = "Li"
decided_on = 2026-10-20
"""


def with_line(line: str, text: str = CONTROL) -> str:
    """Return a control in which the line of the same key is another one, or one more."""
    key = line.split(" =")[0]
    if re.search(rf"^{key} =", text, flags=re.M):
        return re.sub(rf"^{key} = .*$", line, text, flags=re.M)
    return text + line + "\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('kind = "totl"', 'kind = "totl": must be one of total, hold, floor, cap'),
        ('period = "2027Q1"', 'period = "2027Q1": must be a period as 2027, 2027-Q1 or 2027-03'),
        ('amount = "1000"', 'amount = "1000": must be a number without quotes or separators,'),
        ("amount = -1", "amount = -1: must be ≥ 0"),
        ("amount = nan", "amount = nan: must be a number without quotes or separators,"),
        ("amount = true", "amount = true: must be a number without quotes or separators,"),
        ('decided_on = "2026-10-20"', 'decided_on = "2026-10-20": must be a day without quotes,'),
        ("decided_on = 2026-10-20T10:00:00", "decided_on = 2026-10-20 10:00:00: must be a day"),
        ('author = ""', "author is empty"),
        ('measure = "visits"', 'measure = "visits": must be one of sales, quantity, margin,'),
        ('region_id = "R-HS"', 'region_id = "R-HS": not in regions.region_id (did you mean'),
        ('product_group = "Pipes"', 'product_group = "Pipes": not in products.product_group'),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(line: str, said: str, tmp_path: Path) -> None:
    text = with_line(line)
    number = text.splitlines().index(line) + 1
    found = faults(tmp_path, MEMBERS, controls=text)
    assert len(found) == 1
    assert found[0].startswith(f"plan/controls.toml, line {number}: {said}")


def test_a_hold_needs_no_amount_and_a_cap_does(tmp_path: Path) -> None:
    without = CONTROL.replace("amount = 1000\n", "")
    assert faults(tmp_path / "a", controls=without.replace('"total"', '"hold"')) == []
    assert faults(tmp_path / "b", controls=without.replace('"total"', '"cap"')) == [
        "plan/controls.toml, line 1: amount: is missing"
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("value = 1\nat_none = 0.1", "line 6: value = 1, at_none = 0.1: must state a value"),
        ("", "line 1: value, at_none: must state a value or a curve"),
        ("at_none = 0.1\nat_half = 0.5", "states only some of the four points of a curve"),
        ("at_none = 1.1\nat_half = 0.5\nat_more = 1.1\nat_most = 1.2", "falls with more effort"),
        ("value = 5\nlow = 6\nhigh = 7", "line 5: low = 6, value = 5, high = 7: does not lie"),
    ],
)
def test_values_that_contradict_each_other_are_told(entry: str, said: str, tmp_path: Path) -> None:
    judged = 'topic = "visits"\nauthor = "Li"\njudged_on = 2026-10-12'
    found = faults(tmp_path, judgements=f"[[judgements]]\n{judged}\n{entry}\n")
    assert any(said in one for one in found)


LINE = """[budget]
year = 2027
total = 9
reason = "As last year"
author = "Li"
decided_on = 2026-10-12
[[lines]]
line_id = "B-1"
label = "Fairs"
"""


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            'amount = 5\nmarketing_channel_id = "M1"\nexpense_type = "travel"',
            "not of both",
        ),
        ("floor = 5\nis_locked = true", "is locked, but states no amount"),
    ],
)
def test_a_budget_line_that_would_take_no_money_is_told(
    entry: str, said: str, tmp_path: Path
) -> None:
    (told,) = faults(tmp_path, budget=LINE + entry)
    assert said in told
    for held in ("amount = 5\nis_locked = true", "floor = 5\nis_locked = false"):
        assert faults(tmp_path / held[:5], budget=LINE + held) == []


def test_an_entry_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    entry = PLAN_FILES["owners"].example.split("\n\n")[1]
    assert faults(tmp_path, owners=f"{entry}\n{entry}") == [
        "plan/owners.toml, line 5: stands twice, first in line 1: product_group = 'Seals'"
    ]


def test_a_thirteenth_key_figure_is_refused_where_it_stands(tmp_path: Path) -> None:
    ids = "dso cei wape growth pace bdi cdi loyalty variance attainment penetration roll_rate"
    entries = [f'[[kpis]]\nkpi_id = "{one}"\nowner = "Li"\n' for one in [*ids.split(), "dso_true"]]
    assert faults(tmp_path, kpis="".join(entries)) == [
        "plan/kpis.toml, line 37: 13 entries of [[kpis]]; at most 12 may stand here"
    ]


def test_an_unknown_key_figure_and_budget_line_are_told_with_the_nearest(tmp_path: Path) -> None:
    budget = PLAN_FILES["budget"].example.replace('line_id = "B-FAIR"\nto', 'line_id = "B-FAR"\nto')
    kpis = PLAN_FILES["kpis"].example.replace('"dso"', '"dos"')
    assert faults(tmp_path, budget=budget, kpis=kpis) == [
        'plan/budget.toml, line 51: line_id = "B-FAR": not in lines.line_id'
        " (did you mean 'B-FAIR'?)",
        "plan/kpis.toml, line 12: kpi_id = \"dos\": not in measures.id (did you mean 'dso'?)",
    ]


def test_a_misspelt_file_and_one_in_another_encoding_are_told(tmp_path: Path) -> None:
    company = company_with(tmp_path, control="", owners="")
    (company.plan / "owners.toml").write_bytes("# 负责人\n# 负责人".encode("gbk"))
    with pytest.raises(CompanyError) as refused:
        require_sound_plan(company)
    assert refused.value.message.splitlines() == [
        "plan/control.toml, line 1: no plan file has this name (did you mean controls.toml?)",
        "plan/owners.toml, line 1: not UTF-8: save the file as UTF-8",
    ]


def test_a_file_that_ends_too_early_is_told_its_last_line(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, owners="[[owners]]\nowner = [\n  1,\n")
    assert said.startswith("plan/owners.toml, line 3: not TOML: ")


def test_all_faults_of_all_files_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    wrong = with_line('kind = "totl"', with_line("amount = -1"))
    found = faults(tmp_path, controls=wrong, owners='[[owners]]\nregion_id = "R-SH"\n')
    assert [one.split(":")[0] for one in found] == [
        "plan/controls.toml, line 2",
        "plan/controls.toml, line 4",
        "plan/owners.toml, line 1",
    ]


def test_a_section_in_the_wrong_form_is_told_its_heading(tmp_path: Path) -> None:
    wrong = CONTROL.replace("[[controls]]", "[controls]") + "[[plan]]\nyear = 2027\n"
    assert faults(tmp_path, controls=wrong) == [
        "plan/controls.toml, line 1: write it under [[controls]]",
        "plan/controls.toml, line 8: write it under [plan]",
    ]


def test_faults_are_told_in_chinese(tmp_path: Path) -> None:
    with use("zh"):
        assert faults(tmp_path, controls=with_line("amount = -1")) == [
            "plan/controls.toml 第 4 行：amount = -1：应 ≥ 0"
        ]


def test_a_company_without_plan_files_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path) == []
