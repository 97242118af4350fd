"""The line of every heading and key of a TOML file, whatever stands around it."""

from __future__ import annotations

import tomllib

import pytest

from salesnb.contracts.decided import PLAN_FILES
from salesnb.plans.positions import line_of, positions

TEXT = '''\
# a comment with = and [brackets]
[plan]
year = 2027  # and another = "one"

[[controls]]
"amount" = 12
reason = """
not = a key
[nor.a.heading]
"""
list = [
  1,  # ]
  "]",
]

[[controls]]
amount = 13
where = { region_id = "R" }
[controls.more]
deep.er = true
'''


def test_headings_and_keys_have_the_lines_that_an_editor_shows() -> None:
    assert positions(TEXT) == {
        ("plan",): 2,
        ("plan", "year"): 3,
        ("controls", 0): 5,
        ("controls", 0, "amount"): 6,
        ("controls", 0, "reason"): 7,
        ("controls", 0, "list"): 11,
        ("controls", 1): 16,
        ("controls", 1, "amount"): 17,
        ("controls", 1, "where"): 18,
        ("controls", "more"): 19,
        ("controls", "more", "deep", "er"): 20,
    }


def test_what_has_no_line_of_its_own_stands_where_its_holder_begins() -> None:
    known = positions(TEXT)
    assert line_of(("controls", 1, "where", "region_id"), known) == 18
    assert line_of(("controls", 1, "author"), known) == 16
    assert line_of(("nowhere",), known) == 1


@pytest.mark.parametrize("name", PLAN_FILES)
def test_every_value_of_an_example_is_found_in_its_line(name: str) -> None:
    example = PLAN_FILES[name].example
    known, lines = positions(example), example.splitlines()
    for section, value in tomllib.loads(example).items():
        entries = value if isinstance(value, list) else [value]
        for place, entry in enumerate(entries):
            path = (section, place) if isinstance(value, list) else (section,)
            for column in entry:
                assert lines[known[*path, column] - 1].startswith(f"{column} =")
