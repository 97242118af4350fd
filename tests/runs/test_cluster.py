"""Company-months on a cluster of two worker processes: each on its own, as on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesnb.errors import SalesnbError, UsageError
from salesnb.paths import Company
from salesnb.runs.cluster import cluster_executor, located
from salesnb.runs.companies import Asked, Ended, run_companies
from salesnb.runs.state import Options
from tests.runs.small import MONTH, OPENED, bytes_below, company, good, run, workbooks

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
import dask  # noqa: E402  (comes with it)

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    once = {"distributed.scheduler.allowed-failures": 0}  # else it tries a lost task on all workers
    with (
        dask.config.set(once),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=":0",
            host="127.0.0.1",
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return workbooks(tmp_path / "workbooks", {"a_one": good("a_one", "first")})


def asked(one: Company | Path, books: Path, lang: str = "en") -> Asked:
    where = one.root if isinstance(one, Company) else one
    options = Options(("en",), jobs=1, notebooks=books, started="2026-11-03T06:00:00+08:00")
    return Asked(str(where), MONTH, options, lang)


def ended(address: str, wanted: list[Asked]) -> dict[str, Ended]:
    with cluster_executor(address) as executor:
        return {Path(one.where).name: one for one in run_companies(wanted, executor)}


def test_two_workers_give_the_same_bytes_as_this_machine(
    address: str, books: Path, tmp_path: Path
) -> None:
    there = [company(tmp_path / name) for name in ("one", "two", "three")]
    found = ended(address, [asked(one, books) for one in there])
    assert all(one.is_done for one in found.values()), found
    here = company(tmp_path / "here")
    run(here, books)
    for one in there:
        for folder in ("snapshot", "artefacts"):
            there, own = (c.month(MONTH).root / folder for c in (one, here))
            assert bytes_below(there) == bytes_below(own)


def test_a_company_that_fails_leaves_the_others_alone(
    address: str, books: Path, tmp_path: Path
) -> None:
    fine = company(tmp_path / "fine")
    bad = company(tmp_path / "bad", orders="order_id\nO1\n")
    wanted = [asked(bad, books, "zh"), asked(tmp_path / "nobody", books), asked(fine, books)]
    found = ended(address, wanted)
    assert found["fine"].is_done and found["fine"].outcome is not None
    assert found["fine"].outcome.packs["en"].is_file()
    assert type(found["bad"].error).__name__ == "DataError"
    assert len(found["bad"].error.problems)  # type: ignore[union-attr]
    assert "错误" in str(found["bad"].error), "a worker speaks the language of the command"
    assert type(found["nobody"].error).__name__ == "CompanyError"


def test_a_worker_that_dies_costs_its_company_only(address: str, tmp_path: Path) -> None:
    """The kernel of one company kills the worker process that runs it."""
    deadly = (
        "import os, signal\nparent = int(os.environ['SALESNB_WORKER'])\n"
        "os.kill(parent, signal.SIGKILL)"
    )
    doomed = workbooks(tmp_path / "doomed", {"a_one": [OPENED.format(id="a_one"), deadly]})
    books = workbooks(tmp_path / "books", {"a_one": good("a_one", "first")})
    lost, fine = company(tmp_path / "lost"), company(tmp_path / "fine")
    with cluster_executor(address) as executor:
        client = executor._client
        client.run(_name_itself)
        found = {
            Path(one.where).name: one
            for one in run_companies([asked(lost, doomed), asked(fine, books)], executor)
        }
        client.wait_for_workers(2, timeout=60)
    assert found["fine"].is_done
    assert not found["lost"].is_done
    assert "was stopped by" in str(found["lost"].error)
    # Nothing of the lost run stands in the way of the next one.
    assert ended(address, [asked(lost, books)])["lost"].is_done


def _name_itself() -> None:
    os.environ["SALESNB_WORKER"] = str(os.getpid())


def test_companies_are_handed_over_by_whole_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = company(tmp_path / "near")
    monkeypatch.chdir(tmp_path)
    whole = located([asked(Path("near"), tmp_path), asked(Path("far"), tmp_path)])
    assert [x.where for x in whole] == [str(one.root.resolve()), "far"]


def test_no_scheduler_and_no_worker_are_told() -> None:
    with (
        pytest.raises((SalesnbError, UsageError), match="no Dask scheduler answers at tcp://127"),
        cluster_executor("tcp://127.0.0.1:9"),
    ):
        pass
    with (
        distributed.LocalCluster(
            n_workers=0, processes=True, dashboard_address=":0", host="127.0.0.1"
        ) as empty,
        pytest.raises(SalesnbError, match="has no workers"),
        cluster_executor(empty.scheduler_address),
    ):
        pass


def test_a_worker_with_another_salesnb_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salesnb.runs.cluster.__version__", "0.0.1")
    with (
        pytest.raises(SalesnbError, match=r"has salesnb .*, here is 0\.0\.1"),
        cluster_executor(address),
    ):
        pass
