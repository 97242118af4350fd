"""The digest of exports: what a month is closed again for when it changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from salesnb.sources.exports import digest


def _folder(root: Path, **files: str) -> Path:
    root.mkdir()
    for name, text in files.items():
        (root / name).write_text(text)
    return root


def test_files_that_exchange_their_names_change_the_digest(tmp_path: Path) -> None:
    one = _folder(tmp_path / "one", orders="1", invoices="2")
    assert digest(one) != digest(_folder(tmp_path / "two", orders="2", invoices="1"))
    assert digest(one) == digest(_folder(tmp_path / "three", invoices="2", orders="1"))


def test_text_that_moves_from_one_file_to_the_next_changes_the_digest(tmp_path: Path) -> None:
    one = _folder(tmp_path / "one", a="12", b="3")
    assert digest(one) != digest(_folder(tmp_path / "two", a="1", b="23"))


def test_the_digest_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert digest(tmp_path / "a") == hashlib.sha256(b"x").hexdigest()
