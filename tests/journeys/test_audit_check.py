"""SEC-AUD-04: an auditor verifies an export in the browser, without a connection; both verifiers find the same."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Enter, Visitor
from tests.kernel.sealing import vectors

PAGE = "/system/audit/check"


def _file(page: Page, name: str, *lines: bytes) -> None:
    content = {"name": "audit.jsonl", "mimeType": "application/x-ndjson", "buffer": b"\n".join(lines) + b"\n"}
    page.get_by_label(f"选择{name}").set_input_files([content])


def _verdict(page: Page) -> str:
    page.get_by_role("button", name="开始核验").click()
    shown = page.get_by_label("核验结果").or_(page.get_by_role("alert"))
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_SEC_AUD_04_every_tampering_is_found_and_located_without_a_connection(enter: Enter) -> None:
    known = vectors.read()
    auditor = enter("auditor")
    page = auditor.open(PAGE)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _file(page, "检查点副本（建议）", *known.copies)
    page.get_by_label("已公布的公钥指纹（建议）").fill(known.fingerprint)

    _file(page, "操作日志导出文件", *known.base)
    untouched = _verdict(page)
    assert "与封存一致" in untouched
    assert "60 条、3 块、6 个检查点" in untouched
    for case in known.cases:
        _file(page, "操作日志导出文件", *case.lines)
        shown = _verdict(page)
        assert f"发现 {len(case.found)} 处与封存不符" in shown, case.name
        for _, row, block in case.found:
            assert row is None or f"日志 {row}" in shown, case.name
            assert block is None or f"第 {block} 块" in shown, case.name

    # Without a connection the frame of the page asks every ten seconds whether there is one again, and nothing else.
    again = f"{auditor.house.url}/api/v1/identity/session"
    assert [url for url in asked if not url.startswith("blob:") and url != again] == []
    auditor.faults[:] = [fault for fault in auditor.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    page.context.set_offline(False)


def test_SEC_AUD_04_an_export_of_the_running_system_is_as_it_was_sealed(enter: Enter, tmp_path: Path) -> None:
    auditor = enter("auditor")
    page = auditor.open(PAGE)
    lines = _exported(auditor)
    _file(page, "操作日志导出文件", *lines)
    shown = _verdict(page)
    assert "与封存一致" in shown
    assert "没有给出公布的指纹" in shown

    _file(page, "操作日志导出文件", *lines[:-2], lines[-1])
    assert "已封存的日志不见了" in _verdict(page)
    _file(page, "操作日志导出文件", b"name,age")
    assert _verdict(page) == "这不是操作日志的封存导出文件。"
    page.get_by_label("已公布的公钥指纹（建议）").fill("xyz")
    expect(page.get_by_text(re.compile("^指纹只含数字和字母"))).to_be_visible()
    expect(page.get_by_role("button", name="开始核验")).to_be_disabled()


def _exported(auditor: Visitor) -> list[bytes]:
    """The export of the enterprise's log, once something is sealed."""
    for _ in range(40):
        answer = auditor.page.request.get(f"{auditor.house.url}/api/v1/ops/audit/export")
        assert answer.ok, answer.text()
        lines = answer.body().splitlines()
        if any(line.startswith(b'{"checkpoint"') for line in lines):
            return lines
        time.sleep(0.5)
    raise AssertionError("nothing was sealed")
