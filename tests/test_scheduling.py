"""What docs/scheduling and the Containerfile say is so: commands, units, the README's set-up."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from salesnb.cli import machine
from salesnb.cli.app import app
from salesnb.errors import DataError
from salesnb.runs.companies import Ended

ROOT = Path(__file__).resolve().parent.parent
DOCS = ("docs/scheduling.md", "docs/scheduling.zh.md")
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text(name), re.S)


def salesnb_commands(source: str) -> list[list[str]]:
    """Return the words of every `salesnb ...` command of a text, without redirections."""
    lines = re.findall(
        r"(?:^|[\s/\"])salesnb(?:\.exe)? ((?:run|issue|check|doctor)\b[^\n`|>]*)", source
    )
    return [shlex.split(line.split(" #")[0]) for line in lines]


def parsed(words: list[str]) -> dict[str, Any]:
    """Return what the command line reads out of a command, without running it."""
    commands: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return dict(commands[words[0]].make_context(words[0], list(words[1:])).params)


@pytest.mark.parametrize("name", DOCS)
def test_every_command_of_the_guide_is_one_that_salesnb_takes(name: str) -> None:
    shells = [*blocks(name, "sh"), *blocks(name, "cron"), *blocks(name, "ini")]
    found = [words for block in shells for words in salesnb_commands(block)]
    assert len(found) >= 4
    for words in found:
        assert parsed(words)["month"] == "previous", words
    stated = re.search(r'-Argument "([^"]+)"', "".join(blocks(name, "powershell")))
    assert stated and parsed(stated[1].split())["companies"] == ["north", "south"]


def test_both_languages_show_the_same_commands_and_units() -> None:
    for kind in ("sh", "json", "cron", "ini", "powershell", "python"):
        assert blocks(DOCS[0], kind) == blocks(DOCS[1], kind), kind
        assert blocks(DOCS[0], kind), kind


@pytest.mark.parametrize("name", DOCS)
def test_the_json_of_the_guide_has_the_keys_that_a_run_prints(name: str) -> None:
    (shown,) = (json.loads(block) for block in blocks(name, "json"))
    error = DataError("2 errors in the exports", fix="correct them")
    printed = machine.companies([Ended("south", "South", None, error, 3.1)])
    assert set(shown) == set(printed)
    (stopped,) = printed["companies"]
    assert set(shown["companies"][1]) - {"problems"} <= set(stopped)
    assert set(shown["companies"][1]["error"]) == set(stopped["error"])
    assert set(shown["companies"][0]) <= {*stopped, "failed", "workbooks", "packs"}


def test_the_airflow_dag_compiles_and_runs_one_company_per_task() -> None:
    (dag,) = blocks(DOCS[0], "python")
    ast.parse(dag)
    assert "salesnb run /srv/companies/" in dag and '" --month " + MONTH' in dag


@pytest.mark.long
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    service, timer = blocks(DOCS[0], "ini")
    service = service.replace("/opt/salesnb/.venv/bin/salesnb", shutil.which("true") or "/bin/true")
    (tmp_path / "salesnb.service").write_text(service, encoding="utf-8")
    (tmp_path / "salesnb.timer").write_text(timer, encoding="utf-8")
    alert = "[Unit]\nDescription=Alert\n[Service]\nType=oneshot\nExecStart=/bin/true\n"
    (tmp_path / "salesnb-alert.service").write_text(alert, encoding="utf-8")
    units = ["./salesnb.service", "./salesnb.timer"]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], cwd=tmp_path, capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "salesnb" in line]
    assert done.returncode == 0 and not ours, done.stderr
    when = re.search(r"OnCalendar=(.+)", timer)
    assert when is not None
    subprocess.run(["systemd-analyze", "calendar", when[1]], check=True, capture_output=True)


# --- the Containerfile ---------------------------------------------------------------------------


def steps(kind: str) -> list[str]:
    return re.findall(rf"^{kind} (.+)$", CONTAINERFILE, re.M)


def test_the_image_is_set_up_with_the_commands_of_the_readme() -> None:
    readme = text("README.md")
    (plain,) = (b for b in re.findall(r"```sh\n(.*?)```", readme, re.S) if "--require-hashes" in b)
    said = [line.split("   ")[0].strip() for line in plain.splitlines() if line.strip()]
    *setup, first_run = said
    ours = [line for line in steps("RUN") if "pip install" in line or "-m venv" in line]
    assert ours == setup
    entry, default = (json.loads(steps(kind)[0]) for kind in ("ENTRYPOINT", "CMD"))
    assert [*entry, *default] == first_run.split()
    assert parsed(default)["companies"] == ["data/demo"]


def test_the_image_holds_what_it_copies_and_no_more_rights_than_needed() -> None:
    known = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT", "CMD"}
    lines = [line for line in CONTAINERFILE.splitlines() if line and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= known
    for step in steps("COPY"):
        *sources, target = step.split()
        assert all((ROOT / source).exists() for source in sources), step
        assert target == "./" or [target] == sources
    (base,) = steps("FROM")
    version = re.fullmatch(r"docker\.io/library/python:3\.(\d+)-slim-\w+", base)
    assert version and int(version[1]) >= 11
    kinds = [line.split()[0] for line in lines]
    assert kinds.index("USER") < kinds.index("ENTRYPOINT") and steps("USER") != ["root"]
