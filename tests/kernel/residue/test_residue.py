"""What is deleted leaves nothing behind: in the data base file, in temporary folders, in kept errors (SEC-DATA-06)."""

from __future__ import annotations

import importlib
import os
import sqlite3
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dangjian.kernel.errors import NotFound
from dangjian.kernel.logs import frames_of
from dangjian.kernel.scratch import remove_leftovers, scratch_folder, scratch_root

CANARY = "金丝雀13700000077残留".encode()


def _pragmas() -> str:
    """What every connection of a real installation sets first."""
    settings: Any = importlib.import_module("dangjian.project.settings")
    before = os.environ.pop("DANGJIAN_DB", None)
    try:
        return str(settings._database()["OPTIONS"]["init_command"])
    finally:
        if before is not None:
            os.environ["DANGJIAN_DB"] = before


def _bytes_after_deletion(folder: Path, pragmas: str) -> bytes:
    link = sqlite3.connect(folder / "rows.sqlite3")
    link.executescript(pragmas)
    link.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, text BLOB)")
    filling = [(b"filling" * 40,) for _ in range(100)]
    link.executemany("INSERT INTO thing (text) VALUES (?)", [*filling, (CANARY * 10,), *filling])
    link.commit()
    link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    link.execute("DELETE FROM thing WHERE id = 101")
    link.commit()
    link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    link.close()
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_sec_data_06_a_deleted_value_is_absent_from_the_bytes_of_the_data_base(tmp_path: Path) -> None:
    assert CANARY not in _bytes_after_deletion(tmp_path, _pragmas())


def test_sec_data_06_without_the_setting_the_same_look_finds_it(tmp_path: Path) -> None:
    pragmas = _pragmas().replace("PRAGMA secure_delete=ON;", "PRAGMA secure_delete=OFF;")
    assert CANARY in _bytes_after_deletion(tmp_path, pragmas), "the test above would not notice anything"


def test_sec_data_06_temporary_folders_are_private_and_gone_afterwards() -> None:
    with scratch_folder("test") as folder:
        (folder / "roster.xlsx").write_bytes(CANARY)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(scratch_root().stat().st_mode) == 0o700
        assert folder.parent == scratch_root()
    assert not folder.exists()


def test_sec_data_06_what_a_crash_left_is_removed_and_work_in_progress_is_not() -> None:
    left, busy = scratch_root() / "print-dead", scratch_root() / "print-busy"
    for folder in (left, busy):
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "data.json").write_bytes(CANARY)
    single = scratch_root() / "upload-dead"
    single.write_bytes(CANARY)
    long_ago = time.time() - 3 * 3600
    for path in (left, single):
        os.utime(path, (long_ago, long_ago))
    try:
        assert remove_leftovers() == 2
        assert (left.exists(), single.exists(), busy.exists()) == (False, False, True)
    finally:
        assert remove_leftovers(older_than=timedelta(0)) >= 1
    assert not busy.exists()


def test_sec_data_06_nothing_writes_people_s_data_into_the_machine_s_own_temporary_folder() -> None:
    root = Path(__file__).resolve().parents[3] / "dangjian"
    named = ("TemporaryDirectory(", "NamedTemporaryFile(", "mkstemp(", "mkdtemp(", "TemporaryFile(")
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(name in line for name in named) and "dir=" not in line
    ]
    assert found == ['project/settings_test.py: path = tempfile.mkdtemp(prefix="dangjian-test-")']


def test_sec_data_06_kept_errors_name_places_and_never_values() -> None:
    def deep(number: str) -> None:
        raise ValueError(f"证件号 {number} 不对")

    def outer(number: str) -> None:
        try:
            deep(number)
        except ValueError as error:
            raise NotFound("test", f"没有 {number}") from error

    with pytest.raises(NotFound) as caught:
        outer("11010519491231002X")
    text = frames_of(caught.value)
    assert "11010519491231002X" not in text
    assert "证件号" not in text
    assert "NotFound" in text
    assert "ValueError" in text
    assert "deep" in text
