"""Wrong usage is told at once: what, where, the closest name, exit code 2; nothing is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from salesnb.cli import app as cli
from salesnb.cli import clock
from salesnb.months import Month
from tests.cli.commands import salesnb
from tests.runs.small import bytes_below, company, good, workbooks

COMMANDS = [
    "new",
    "check",
    "run",
    "issue",
    "forms",
    "decide",
    "diff",
    "show",
    "demo",
    "doctor",
    "lab",
]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company whose workbooks have a parameter `top`, from 1 to 9."""
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "a_one_sum")})
    monkeypatch.setenv("SALESNB_NOTEBOOKS", str(books))
    return company(tmp_path / "small").root


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    said = salesnb(command, "--help")
    assert said.code == 0 and f"Example: salesnb {command}" in said.out


def test_a_help_in_chinese_has_no_english_headings() -> None:
    """The language is settled where the program starts: in a process of its own."""
    for words in (["--help"], ["run", "--help"]):
        command = [sys.executable, "-c", "from salesnb.cli import main; main()", *words]
        environment = {**os.environ, "SALESNB_LANG": "zh", "COLUMNS": "200"}
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        said = done.stdout.decode("utf-8")
        assert "用法：" in said and "显示本帮助" in said
        assert not [word for word in ("Usage", "Show this", "Options\n") if word in said]


def test_every_command_is_known_and_speaks_to_machines() -> None:
    assert set(COMMANDS) == {one.callback.__name__ for one in cli.app.registered_commands}
    assert all("--json" in salesnb(one, "--help").out for one in COMMANDS)


WRONG = [
    (["run", "{small}"], "--month is missing"),
    (["run", "{small}", "--month", "2026-13"], "write it as 2026-10"),
    (["run", "{small}", "--month", "../../2026-10"], "write it as 2026-10"),
    (["run", "{small}", "--month", "2026-10\n"], "write it as 2026-10"),
    (["run", "{small}", "--month", "2026-10", "--lang", "fr"], "en, zh"),
    (["run", "{small}", "--month", "2026-10", "--lang", "../en"], "en, zh"),
    (["run", "{small}", "--month", "2026-10", "--only", "a_on"], "did you mean 'a_one'?"),
    (["run", "{small}", "--month", "2026-10", "--only", "../books/a_one"], "no workbook"),
    (["run", "{small}", "--month", "2026-10", "--jobs", "0"], "--jobs"),
    (["run", "{small}", "--month", "2026-10", "--issue", " "], "a version needs a reason"),
    (["run", "{small}", "--month", "2026-10", "-p", "topp=3"], "did you mean 'top'?"),
    (["run", "{small}", "--month", "2026-10", "-p", "top"], "write -p top=20"),
    (["run", "{small}", "--month", "2026-10", "-p", "top=3.5"], "not a whole number"),
    (["run", "{small}", "--month", "2026-10", "-p", "top=10"], "outside 1..9"),
    (["run", "{small}", "--month", "2026-10", "-p", "month=2026-09"], "use --month"),
    (["run", "{small}", "--month", "2026-10", "-p", "top=1", "-p", "top=2"], "stated twice"),
    (["run", "{small}", "{small}", "--month", "2026-10"], "are the same company"),
    (["run", "{small}/../nobody", "--month", "2026-10"], "make one with: salesnb new"),
    (["run", "dmo", "--month", "2026-10"], "did you mean 'demo'?"),
    (["check", "{small}", "--month", "October"], "write it as 2026-10"),
    (["issue", "{small}", "--month", "2026-10", "--reason", "\t"], "needs a reason"),
    (["issue", "{small}", "--month", "2026-10", "--reason", "agreed"], "run the month first"),
    (["issue", "{small}", "--month", "2026-10"], "--reason is missing"),
    (["diff", "{small}", "2026-10", "v1", "draft"], "has no version 'v1'"),
    (["diff", "{small}", "2026-10", "draft", "../../tables"], "has no version"),
    (["show", "a_two"], "did you mean 'a_one'?"),
    (["show", "../books/a_one"], "no workbook"),
    (["new", "{small}"], "name a folder that does not exist yet"),
    (["demo", "{small}"], "name a folder that does not exist yet"),
    (["demo", "{small}2", "--scale", "0"], "--scale"),
    (["lab", "{small}/tables"], "no company folder"),
    (["run", "--month", "2026-10"], "COMPANY... is missing"),
    (["diff", "{small}", "2026-10", "v1"], "NEW is missing"),
    (["run", "{small}", "--month", "2026-10", "--onyl", "a_one"], "did you mean '--only'?"),
    (["run", "{small}", "--month", "2026-10", "--jobs", "two"], "salesnb run --help shows how"),
    (["everything"], "there are: new, check, run"),
    (["rum", "{small}"], "did you mean 'run'?"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), WRONG, ids=lambda x: x if isinstance(x, str) else "")
def test_wrong_usage_says_what_to_write_and_leaves_everything(
    small: Path, words: list[str], message: str
) -> None:
    before = bytes_below(small.parent)
    said = salesnb(*(word.replace("{small}", str(small)) for word in words))
    assert said.code == 2 and message in said.err and not said.out
    assert bytes_below(small.parent) == before
    for_machines = salesnb(*(word.replace("{small}", str(small)) for word in words), "--json")
    assert for_machines.code == 2 and not for_machines.err
    error = for_machines.json["error"]
    assert message in f"{error['message']} {error['fix']}"


def test_previous_is_the_month_before_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the command line reads a clock; what it hands on is a month."""

    class January(clock.dt.datetime):
        @classmethod
        def now(cls, tz: object = None) -> January:
            return cls(2027, 1, 3, 2, 0)

    monkeypatch.setattr(clock.dt, "datetime", January)
    assert clock.resolve_month("previous") == Month(2026, 12)
    assert clock.resolve_month("2026-10") == Month(2026, 10)


_EACH_IN_TURN = """
import sys
from salesnb.cli import main
for arguments in ("run nobody --month 2026-10", "run nobody --month 1", "run nobody", "rum"):
    sys.argv = ["salesnb", *arguments.split()]
    try:
        main()
    except SystemExit as ended:
        print(ended.code)
"""


def test_errors_are_told_in_the_language_of_the_system(small: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EACH_IN_TURN],
        capture_output=True,
        text=True,
        check=False,
        env={"SALESNB_LANG": "zh", "PYTHONIOENCODING": "utf-8"},
        cwd=small,
    )
    assert done.stdout.split() == ["2"] * 4, done.stderr
    for words in ("不是企业文件夹", "不是月份", "缺少 --month", "没有命令"):
        assert words in done.stderr


def test_help_starts_light() -> None:
    """`salesnb --help` loads nothing that runs notebooks or reads data."""
    code = "import sys; from salesnb.cli.app import app; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"pandas", "numpy", "pydantic", "ibis", "papermill", "nbformat", "duckdb", "matplotlib"}
    assert not {name.split(".")[0] for name in loaded} & heavy
    assert "salesnb.cli.app" in loaded


def test_json_errors_are_one_object_even_for_defects_of_the_export(small: Path) -> None:
    (small / "tables" / "order_lines.csv").write_text("order_id\nO1\n", encoding="utf-8")
    said = salesnb("check", small, "--month", "2026-10", "--json")
    assert said.code == 1 and not said.err
    assert said.json["errors"] >= 1
    assert {"table", "file", "line", "column", "message", "fix"} <= set(said.json["problems"][0])
    json.dumps(said.json)
