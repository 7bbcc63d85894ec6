"""The key file: made once, private, whole, and never silently replaced (SEC-CRY-02)."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from dangjian.kernel.crypto.primitives import SealBroken
from dangjian.kernel.crypto.providers import FileKeyProvider, KeyUnavailable


def test_first_start_makes_a_private_file_that_later_starts_use(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master-key.json"

    first = FileKeyProvider(path, "")
    wrapped = first.wrap(b"k" * 16, b"context")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FileKeyProvider(path, "").unwrap(wrapped, b"context", first.version()) == b"k" * 16
    assert [p.name for p in path.parent.iterdir()] == ["master-key.json"]
    assert first.health() is None


def test_wrapped_key_opens_in_its_context_only(tmp_path: Path) -> None:
    provider = FileKeyProvider(tmp_path / "master-key.json", "")
    wrapped = provider.wrap(b"k" * 16, b"tenant a")

    with pytest.raises(SealBroken):
        provider.unwrap(wrapped, b"tenant b", provider.version())
    with pytest.raises(KeyUnavailable, match="第 9 版"):
        provider.unwrap(wrapped, b"tenant a", 9)


def test_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    provider = FileKeyProvider(path, "")
    path.chmod(0o644)

    assert "权限过宽" in str(provider.health())
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        FileKeyProvider(path, "")


def test_passphrase_seals_the_key(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    wrapped = FileKeyProvider(path, "correct horse").wrap(b"k" * 16, b"")

    assert FileKeyProvider(path, "correct horse").unwrap(wrapped, b"", 1) == b"k" * 16
    with pytest.raises(KeyUnavailable, match="口令不正确"):
        FileKeyProvider(path, "wrong")
    with pytest.raises(KeyUnavailable, match="DANGJIAN_KEY_PASSPHRASE"):
        FileKeyProvider(path, "")


@pytest.mark.parametrize("content", ["", "{}", '{"active": 1, "keys": {"1": "*"}}', "[1]"])
def test_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master-key.json"
    path.write_text(content)
    path.chmod(0o600)

    with pytest.raises(KeyUnavailable, match="已损坏"):
        FileKeyProvider(path, "")


def test_two_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    start, made = threading.Barrier(8), []

    def begin() -> None:
        start.wait()
        made.append(FileKeyProvider(path, ""))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wrapped = made[0].wrap(b"k" * 16, b"")
    assert [provider.unwrap(wrapped, b"", 1) for provider in made] == [b"k" * 16] * 8


def test_lost_file_is_reported_while_running(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    provider = FileKeyProvider(path, "")
    kept = json.loads(path.read_text())
    path.unlink()

    assert "不见了" in str(provider.health())
    assert kept["active"] == 1
