"""A PostgreSQL server for the length of a test session: own folder, own port, never as root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER, READER = "owner", "reader"
OWNERS_WORD, READERS_WORD = "owner-Sesam-1", "reader-Sesam-2"


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and how to stop it in the middle of something."""

    port: int
    programs: Path
    folder: Path
    user: str | None

    def url(self, user: str = READER, database: str = "erp") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = str(self.folder / "log")
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", options, "start"
        )

    def make(self) -> None:
        word = self.folder / "word"
        word.write_text(OWNERS_WORD, encoding="utf-8")
        _give(word, self.user)
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            OWNER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(word),
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )

    def _run(self, program: str, *options: str) -> None:
        done = subprocess.run(
            [self.programs / program, *options],
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    there = shutil.which("initdb") or (str(found[-1]) if found else "")
    return Path(there).parent if there else None


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server that is gone afterwards, with all its files."""
    user = _other_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # not below pytest's, which others may not enter
    _give(folder, user)
    server = Server(_free_port(), programs, folder, user)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> str:
    """Return a user without rights: PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("no user but root")


def _give(path: Path, user: str | None) -> None:
    if user is not None:
        shutil.chown(path, user)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
