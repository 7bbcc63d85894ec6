"""Signed checkpoints: when, where to, and who complains when they stop (SEC-AUD-03, SEC-AUD-07, SEC-CRY-01)."""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto import checks, sm2
from dangjian.kernel.models import AuditCheckpoint, AuditEntry
from dangjian.kernel.sealing import checkpoints, keys, sealer, triggers
from dangjian.kernel.sealing.checkpoints import parse_text
from dangjian.kernel.sealing.service import Sealing
from dangjian.kernel.sealing.status import status_of
from tests.kernel.sealing.conftest import OURS, START, THEIRS, Trail, copies_in, write

pytestmark = pytest.mark.django_db(transaction=True)


def _at(minutes: float) -> Any:
    return frozen(START + timedelta(minutes=minutes))


def _written(minutes: float) -> int:
    with _at(minutes):
        sealer.seal()
        return checkpoints.write_due()


def test_sec_aud_03_every_minute_with_traffic_every_hour_without() -> None:
    write(range(3))
    assert [_written(0), _written(0.5)] == [1, 0]
    write(range(3, 4))
    assert [_written(0.7), _written(1), _written(2), _written(54), _written(59)] == [0, 1, 0, 0, 1]
    assert [row.size for row in AuditCheckpoint.objects.order_by("id")] == [3, 4, 4]


def test_sec_aud_03_signed_with_the_published_key_and_found_in_two_places(
    tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CHECKPOINT_FOLDERS = [str(tmp_path / "one"), str(tmp_path / "two")]
    write(range(3))
    with caplog.at_level(logging.INFO, logger="dangjian.audit.checkpoint"):
        _written(0)

    row, key = AuditCheckpoint.objects.get(), keys.signing_key()
    said = parse_text(row.text)
    assert (said.log_id, said.size, said.at) == (OURS, 3, START)
    assert sm2.verify(bytes(key.public), row.text.encode(), bytes(row.signature))
    assert not sm2.verify(bytes(key.public), row.text.replace("\n3\n", "\n4\n").encode(), bytes(row.signature))
    one, two = copies_in(tmp_path / "one"), copies_in(tmp_path / "two")
    assert one == two
    assert [(copy.text, copy.signature, copy.public) for copy in one] == [(row.text, row.signature, key.public)]
    assert '"checkpoint"' in caplog.text
    assert set(row.places.values()) == {True}
    assert b"PRIVATE" not in bytes(key.wrapped)


def test_sec_aud_03_a_place_that_is_away_stops_nothing_and_is_named(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.CHECKPOINT_FOLDERS = [str(tmp_path / "file"), str(tmp_path / "two")]
    write(range(1))
    _written(0)

    assert len(copies_in(tmp_path / "two")) == 1
    with _at(0.1):
        assert any(str(tmp_path / "file") in problem for problem in status_of(OURS, OURS).problems)


def test_sec_aud_03_a_stopped_feed_alarms_within_two_minutes(trail: Trail) -> None:
    write(range(60, 61))
    sealer.seal()
    with _at(2.5):
        assert status_of(OURS, OURS).problems == []
    with _at(4):
        assert any("检查点已停止更新" in problem for problem in status_of(OURS, OURS).problems)


def test_sec_aud_07_lines_that_wait_warn_after_ten_seconds(trail: Trail) -> None:
    write(range(60, 61))
    with _at(1.1):
        assert status_of(OURS, OURS).waiting_since == START + timedelta(seconds=60)
        assert status_of(OURS, OURS).problems == []
        assert status_of(THEIRS, THEIRS).waiting_since is None
    with _at(1.2):
        assert any("超过 10 秒" in problem for problem in status_of(OURS, OURS).problems)


def test_sec_aud_07_removed_triggers_are_told(trail: Trail) -> None:
    triggers.remove()

    with _at(2.1):
        assert any("触发器" in problem for problem in status_of(OURS, OURS).problems)


def test_sec_aud_07_the_service_goes_on_where_it_was_left() -> None:
    write(range(4))
    Sealing().step()
    write(range(4, 6))
    Sealing().step()

    assert sealer.anything_to_seal() is False
    assert status_of(OURS, OURS).size == 6
    assert AuditCheckpoint.objects.count() >= 1


@pytest.fixture
def without_libcrypto(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise sm2.SignatureUnavailable("系统缺少 libcrypto 3")

    monkeypatch.setattr(sm2, "_library", absent)


def test_sec_cry_01_without_libcrypto_development_starts_and_says_so(without_libcrypto: None) -> None:
    write(range(2))
    Sealing().step()

    assert checks.check_signatures() == "系统缺少 libcrypto 3"
    found = status_of(OURS, OURS)
    assert (found.size, found.checkpoint_at) == (2, None)
    assert "系统缺少 libcrypto 3" in found.problems


def test_sec_cry_01_without_libcrypto_production_refuses_to_start(without_libcrypto: None, settings: Any) -> None:
    settings.ENVIRONMENT = "production"

    with pytest.raises(sm2.SignatureUnavailable):
        checks.check_signatures()


def test_sec_cry_01_a_wrong_answer_stops_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sm2, "verify", lambda *_: True)

    with pytest.raises(RuntimeError, match="自检未通过"):
        checks.check_signatures()


def test_a_replaced_key_leaves_old_checkpoints_valid(trail: Trail) -> None:
    old = keys.signing_key().key_id
    assert keys.replace_key().key_id != old
    write(range(60, 61))
    _written(5)

    from dangjian.kernel.sealing.trail import verify_database

    report = verify_database(copies=trail.copies)
    assert (report.found, len(set(AuditCheckpoint.objects.values_list("key_id", flat=True)))) == (0, 2)


def _said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_sec_aud_04_commands_verify_data_base_and_export(trail: Trail, tmp_path: Path) -> None:
    copies = next(trail.folder.glob("*.jsonl"))
    target = tmp_path / "export.jsonl"

    assert "80 条" in _said("audit_verify", "--checkpoints", str(copies))
    assert "60 条" in _said("audit_export", str(target), "--log", str(OURS))
    assert "60 条" in _said("audit_verify", "--export", str(target), "--checkpoints", str(copies))

    triggers.remove()
    AuditEntry.objects.filter(pk=trail.ids[3]).update(actor_name="秦卫国")
    with pytest.raises(CommandError, match="发现 1 处"):
        call_command("audit_verify", stdout=io.StringIO())
    _said("audit_export", str(target), "--log", str(OURS), "--replace")
    with pytest.raises(CommandError, match="发现 1 处"):
        call_command("audit_verify", "--export", str(target), stdout=io.StringIO())
    with pytest.raises(CommandError, match="不是操作日志的封存导出文件"):
        call_command("audit_verify", "--export", str(copies), stdout=io.StringIO())


def test_commands_refuse_what_they_cannot_do(trail: Trail, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("x")
    with pytest.raises(CommandError, match="已存在"):
        call_command("audit_export", str(there), "--log", str(OURS))
    with pytest.raises(CommandError, match="没有代码为"):
        call_command("audit_export", str(tmp_path / "new"), "--log", "nowhere")
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("audit_verify", "--export", str(tmp_path / "nothing"))
