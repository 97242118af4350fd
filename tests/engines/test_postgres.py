"""Exports in PostgreSQL: the same snapshot as from files; nothing written, no password anywhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salesnb.errors import SourceError
from salesnb.paths import Company, open_company
from salesnb.snapshot import close_month
from salesnb.snapshot.close import check_exports
from tests.engines.server import OWNER, OWNERS_WORD, READERS_WORD, Server, programs, running
from tests.sources.gate import MONTH, company, said

psycopg = pytest.importorskip("psycopg", reason="the extra postgres is not installed")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        programs() is None, reason="PostgreSQL is not installed (Debian: postgresql)"
    ),
]

TABLES = """
create type role as enum ('owner', 'overlay');
create table customers (customer_id text primary key, name text, onboarded_on date);
insert into customers values ('C1', '北方 "North"', '2020-01-01'), ('C2', E'South,\\nSons', null);
create table invoice_lines (invoice_id text, line_id int, invoice_on timestamptz, customer_id text,
  quantity float8, net_amount numeric, primary key (invoice_id, line_id));
insert into invoice_lines values
  ('I1', 1, '2026-09-05 09:00+08', 'C1', 2, 100.005),
  ('I2', 1, '2026-10-01 00:30+08', 'C2', 1, 50.5),
  ('I3', 1, '2026-10-31 23:30+08', 'C2', 1, -0.005);
create table instalments (instalment_id text primary key, customer_id text, issued_on date,
  due_on date, due_amount numeric(12,2), is_disputed boolean);
insert into instalments values ('S1', 'C1', '2026-09-05', '2026-10-05', 100.00, false),
  ('S2', 'C2', '2026-10-06', '2026-11-06', 50.50, true);
create table customer_reps (customer_id text, rep_id text, role role, credit_share numeric(5,4),
  valid_from date, valid_to date);
insert into customer_reps values ('C1', 'R1', 'owner', 1, '2020-01-01', 'infinity');
create table reps (rep_id text primary key, name text);
insert into reps values ('R1', 'Wei');
create table audit_log (id int, said jsonb);
insert into audit_log values (1, '{"a": 1}');
create schema archive;
create table archive.invoices_2025 (like invoice_lines);
create role reader login password '{word}';
grant usage on schema public, archive to reader;
grant select, insert, update, delete on all tables in schema public to reader;
""".replace("{word}", READERS_WORD)
FILES = {
    "customers.csv": (
        'customer_id,name,onboarded_on\nC1,"北方 ""North""",2020-01-01\nC2,"South,\nSons",\n'
    ),
    "invoice_lines.csv": (
        "invoice_id,line_id,invoice_on,customer_id,quantity,net_amount\n"
        "I1,1,2026-09-05,C1,2,100.005\nI2,1,2026-10-01,C2,1,50.5\nI3,1,2026-10-31,C2,1,-0.005\n"
    ),
    "instalments.csv": (
        "instalment_id,customer_id,issued_on,due_on,due_amount,is_disputed\n"
        "S1,C1,2026-09-05,2026-10-05,100.00,false\nS2,C2,2026-10-06,2026-11-06,50.50,true\n"
    ),
    "customer_reps.csv": (
        "customer_id,rep_id,role,credit_share,valid_from\nC1,R1,owner,1,2020-01-01\n"
    ),
    "reps.csv": "rep_id,name\nR1,Wei\n",
}
ABOUT_FILES = {"files", "problems", "ledger"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    assert found is not None
    with running(found) as one:
        with _owner(one, "postgres") as con:
            con.execute("create database erp")
        with _owner(one) as con:
            con.execute(TABLES)
        yield one


def _owner(server: Server, database: str = "erp") -> Any:
    return psycopg.connect(server.url(OWNER, database), password=OWNERS_WORD, autocommit=True)


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", READERS_WORD)


def source(server: Server, **stated: object) -> dict[str, object]:
    return {"url": server.url(), "time_zone": "Asia/Shanghai", **stated}


def toml(folder: Path, server: Server, *more: str) -> Company:
    lines = ['[company]\nname = "Test"', "[source]", f'url = "{server.url()}"', *more]
    folder.mkdir(exist_ok=True)
    (folder / "company.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_company(folder)


def test_the_snapshot_from_a_database_is_that_from_files(server: Server, tmp_path: Path) -> None:
    served = close_month(company(tmp_path / "a", {}, source=source(server)), MONTH)
    filed = close_month(company(tmp_path / "b", FILES), MONTH)
    assert served.names == filed.names
    for name in set(served.names) - ABOUT_FILES:
        pd.testing.assert_frame_equal(served.frame(name), filed.frame(name), obj=name)
    assert served.manifest["totals"] == filed.manifest["totals"]
    assert served.frame("sales_cube")["net_amount"].sum() == pytest.approx(150.50)


def test_days_begin_in_the_business_time_zone(server: Server, tmp_path: Path) -> None:
    cube = close_month(company(tmp_path, {}, source=source(server)), MONTH).frame("sales_cube")
    assert cube.groupby("month", observed=True)["n_lines"].sum().to_dict() == {
        "2026-09": 1,
        "2026-10": 2,
    }


def test_a_moment_without_a_business_time_zone_is_asked_for(server: Server, tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"invoice_on holds moments.*time_zone = \"Asia/Shanghai\""
    ):
        close_month(company(tmp_path, {}, source=source(server, time_zone="")), MONTH)


def test_tables_can_be_named_where_they_lie(server: Server, tmp_path: Path) -> None:
    stated = {"customers": "customers", "invoice_lines": "archive.invoices_2025"}
    with _owner(server) as con:
        con.execute("grant select on all tables in schema archive to reader")
    found = said(company(tmp_path, {}, source=source(server, tables=stated)))
    assert set(found.tables) == {"customers", "invoice_lines"}
    assert any("archive.invoices_2025: a header and no rows" in one for one in found.sentences)


def test_a_fault_names_the_table_and_the_key(server: Server, tmp_path: Path) -> None:
    with _owner(server) as con:
        con.execute("insert into invoice_lines values ('I9', 1, '2026-10-02 10:00+08', 'C7', 1, 9)")
    try:
        found = said(company(tmp_path, {}, source=source(server)))
    finally:
        with _owner(server) as con:
            con.execute("delete from invoice_lines where invoice_id = 'I9'")
    assert any(
        one.startswith("public.invoice_lines key I9, 1 customer_id = 'C7': not in public.customers")
        for one in found.sentences
    ), found.sentences


def test_the_session_cannot_write(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader may delete, by its rights; the session that reads may not."""
    from salesnb.sources.read import postgres

    refused = []

    def copy(self: Any, name: str, where: str, con: Any, spill: Path) -> Any:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), self._server.con.transaction():
            self._server.con.execute(f"delete from {where}")
        refused.append(where)
        return taken_over(self, name, where, con, spill)

    taken_over = postgres._Tables.copy
    monkeypatch.setattr(postgres._Tables, "copy", copy)
    close_month(company(tmp_path, {}, source=source(server)), MONTH)
    assert "public.invoice_lines" in refused
    with psycopg.connect(server.url()) as con:
        assert con.execute("select count(*) from invoice_lines").fetchone() == (3,)


def test_changed_rows_are_seen_without_being_told(server: Server, tmp_path: Path) -> None:
    one = company(tmp_path, {}, source=source(server))
    before = close_month(one, MONTH).frame("sales_cube")["net_amount"].sum()
    with _owner(server) as con:
        con.execute("update invoice_lines set net_amount = 60.5 where invoice_id = 'I2'")
    try:
        after = close_month(one, MONTH).frame("sales_cube")["net_amount"].sum()
    finally:
        with _owner(server) as con:
            con.execute("update invoice_lines set net_amount = 50.5 where invoice_id = 'I2'")
    assert after == pytest.approx(before + 10)


def test_no_password_in_any_file_or_log(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    close_month(toml(tmp_path / "co", server, 'time_zone = "Asia/Shanghai"'), MONTH)
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert any(p.name == "manifest.json" for p in written)
    assert not [p.name for p in written if READERS_WORD.encode() in p.read_bytes()]
    assert READERS_WORD not in caplog.text


def test_the_password_file_of_the_client_serves(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{server.port}:erp:reader:{READERS_WORD}\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert said(company(tmp_path, {}, source=source(server))).n_errors == 0


def test_a_service_of_the_client_serves(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pg_service.conf"
    file.write_text(
        f"[erp]\nhost=127.0.0.1\nport={server.port}\ndbname=erp\nuser=reader\n", encoding="utf-8"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    stated = source(server, url="postgresql:///?service=erp")
    assert said(company(tmp_path, {}, source=stated)).n_errors == 0


def test_a_wrong_password_is_one_message_without_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong-Sesam-3")
    with pytest.raises(SourceError, match="password authentication failed") as found:
        close_month(company(tmp_path, {}, source=source(server)), MONTH)
    assert "Sesam" not in str(found.value)
    assert "\n" not in str(found.value)


def test_a_missing_table_is_one_message_with_the_nearest_name(
    server: Server, tmp_path: Path
) -> None:
    stated = source(server, tables={"invoice_lines": "invoice_line"})
    with pytest.raises(
        SourceError, match=r"has no table 'invoice_line'; did you mean 'invoice_lines'"
    ):
        close_month(company(tmp_path, {}, source=stated), MONTH)


def test_a_connection_that_is_lost_is_one_message_and_the_old_snapshot_stays(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesnb.sources.read import postgres

    one = company(tmp_path, {}, source=source(server))
    before = close_month(one, MONTH).manifest

    def copy(self: Any, name: str, where: str, con: Any, spill: Path) -> Any:
        if name == "invoice_lines":
            server.stop()
        return taken_over(self, name, where, con, spill)

    taken_over = postgres._Tables.copy
    monkeypatch.setattr(postgres._Tables, "copy", copy)
    try:
        with pytest.raises(SourceError) as found:
            close_month(one, MONTH)
    finally:
        server.start()
    assert str(found.value).startswith(f"postgresql://127.0.0.1:{server.port}/erp: ")
    assert "run again" in found.value.fix
    monkeypatch.undo()
    monkeypatch.setenv("PGPASSWORD", READERS_WORD)
    assert close_month(one, MONTH).manifest["totals"] == before["totals"]
    assert not list((tmp_path / "months" / "2026-10").glob(".closing-*"))


def test_nothing_is_written_when_the_exports_are_only_checked(
    server: Server, tmp_path: Path
) -> None:
    one = company(tmp_path / "co", {}, source=source(server))
    spill = tmp_path / "spill"
    spill.mkdir()
    check_exports(one, MONTH, spill=spill).con.disconnect()
    assert not list(spill.glob("*.csv"))
    assert not (one.root / "months").exists()
