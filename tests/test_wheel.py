"""The wheel works outside the checkout: a month of a demo company in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.long


def run(*words: object, folder: Path) -> str:
    """Return what a command prints; a failing one shows its error."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SALESNB_"))}
    plain["JUPYTER_PATH"] = str(Path(sys.prefix, "share", "jupyter"))  # templates of nbconvert
    done = subprocess.run(
        [str(w) for w in words], cwd=folder, env=plain, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_what_is_shipped_and_no_month_that_was_run_here(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name.removeprefix("salesnb/shipped/") for name in archive.namelist()}
    shipped = [
        *(ROOT / "notebooks").glob("*.*"),
        *(ROOT / "data" / "mappings").iterdir(),
        *(ROOT / "data" / "demo" / "tables").iterdir(),
        ROOT / "data" / "demo" / "company.toml",
        *(file for file in (ROOT / "templates").rglob("*") if file.is_file()),
    ]
    missing = {file.relative_to(ROOT).as_posix() for file in shipped} - names
    assert missing == set()
    assert not [name for name in names if "/months/" in name or name.startswith("tests")]


def test_a_month_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """A fresh environment has the wheel of its own; what salesnb needs comes from this one."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    purelib = Path(
        sysconfig.get_path("purelib", "venv", vars={"base": str(home), "platbase": str(home)})
    )
    purelib.joinpath("needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(purelib)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    salesnb = (python, "-c", "from salesnb.cli import main; main()")
    where = run(python, "-c", "import salesnb; print(salesnb.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    run(*salesnb, "doctor", folder=tmp_path)
    run(*salesnb, "demo", "mine", "--scale", "0.1", folder=tmp_path)
    said = run(
        *salesnb, "run", "mine", "--month", "2026-10", "--lang", "zh", "--json", folder=tmp_path
    )
    report = json.loads(said)
    assert report["failed"] == 0
    assert {one["state"] for one in report["workbooks"].values()} == {"done"}
    assert (tmp_path / "mine" / "months" / "2026-10" / "report" / "zh" / "index.html").is_file()
    assert not list(purelib.glob("salesnb/shipped/data/demo/months"))
