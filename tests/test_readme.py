"""What the READMEs say is so: the table of workbooks, the commands, the files they point to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesnb.readme import READMES, with_table

CODE = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_workbooks_is_the_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == with_table(text, READMES[name]), "run: make docs"


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_to_a_file(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert links and not missing


@pytest.mark.parametrize("name", READMES)
def test_every_make_command_is_a_target(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M))
    assert named <= targets


def parts(name: str) -> dict[str, object]:
    """Return what must be equal in every language: commands, headings, pictures, links."""
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [
        re.sub(r"-en\.|-zh\.|\.zh\.", ".", link) for link in re.findall(r"\]\(([^)]+)\)", text)
    ]
    commands = [
        re.sub(r"\s*#.*|(?<=--reason ).*", "", line)
        for line in "".join(CODE.findall(text)).splitlines()
    ]
    inline = sorted(re.findall(r"`((?:make|salesnb|conda)[^`]*)`", text))
    return {
        "links": links,
        "commands": commands,
        "levels": re.findall(r"^#+", text, re.M),
        "inline": inline,
    }


def test_the_two_readmes_have_the_same_content() -> None:
    english, chinese = (parts(name) for name in READMES)
    assert english["commands"] and english == chinese
