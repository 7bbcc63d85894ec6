"""The catalogue of operations: nothing undeclared starts, nothing is open that people did not review (SEC-AC-01)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest
from ninja import Router

from dangjian.kernel.http import checks, router
from dangjian.kernel.http.checks import check_operations, refuse_unsafe_start, reviewed_public
from dangjian.kernel.http.router import Operation, operations
from dangjian.kernel.permissions import SIGNED_IN, Action, Public
from dangjian.project.urls import api


def _codes() -> list[tuple[str, str]]:
    return [(str(message.id), str(message.obj)) for message in check_operations(None)]


def _probe(action: Action | Public, *, method: str = "GET", audit: Any = "none") -> Operation:
    return Operation(method, "/api/v1/kernel/probe", "kernel_http_probe", "kernel", "http", action, audit)


def test_sec_ac_01_every_operation_of_the_product_is_declared() -> None:
    call_command("check", tags=["security"])
    refuse_unsafe_start()

    assert _codes() == []
    assert len(operations) > 200
    assert {operation.scope for operation in operations} == {"public", "enterprise", "self", "place", "place+self"}


def test_sec_ac_01_an_operation_without_declaration_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Router()

    @probe.get("/probe")
    def look(request: HttpRequest) -> dict[str, str]:
        return {"secret": "seen"}

    monkeypatch.setattr(api, "_routers", [*api._routers, ("/kernel", probe)])

    assert _codes() == [("security.E001", "GET /kernel/probe")]
    with pytest.raises(SystemCheckError, match="ApiRouter"):
        call_command("check", tags=["security"])
    with pytest.raises(ImproperlyConfigured, match="GET /kernel/probe"):
        refuse_unsafe_start()


def test_sec_ac_01_a_route_without_action_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="names no Action"):
        router.ApiRouter(module="kernel", app="http", tag="x").get("/probe", name="probe", action="anything")


@pytest.mark.parametrize(
    ("probe", "code"),
    [
        (_probe(Public("because")), "security.E002"),
        (_probe(SIGNED_IN, method="PUT"), "security.E003"),
    ],
)
def test_sec_ac_01_a_declaration_that_contradicts_itself_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, probe: Operation, code: str
) -> None:
    monkeypatch.setattr(checks, "operations", [*operations, probe])

    assert (code, "kernel_http_probe") in _codes()


def test_sec_ac_01_a_new_public_operation_needs_a_review(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "operations", [*operations, _probe(Public("nobody has looked at this one"))])

    assert _codes() == [("security.E004", "GET /api/v1/kernel/probe")]


def test_sec_ac_01_the_reviewed_list_is_that_of_the_code(settings: Any, tmp_path: Path) -> None:
    text = Path(settings.PUBLIC_OPERATIONS).read_text(encoding="utf-8")
    settings.PUBLIC_OPERATIONS = tmp_path / "public.txt"

    settings.PUBLIC_OPERATIONS.write_text(text + "GET /api/v1/kernel/gone | was open once\n", encoding="utf-8")
    assert _codes() == [("security.E005", "GET /api/v1/kernel/gone")]

    settings.PUBLIC_OPERATIONS.write_text(text.replace("is the proof", "proves it"), encoding="utf-8")
    assert {code for code, _ in _codes()} == {"security.E006"}

    settings.PUBLIC_OPERATIONS.write_text(text.replace("GET /healthz\n", ""), encoding="utf-8")
    assert _codes() == [("security.E004", "GET /healthz")]


def test_sec_ac_01_public_operations_say_why_in_the_reviewed_list(settings: Any) -> None:
    reviewed = reviewed_public(Path(settings.PUBLIC_OPERATIONS))

    assert {name for name, reason in reviewed.items() if not reason and " /api/" in name} == set()
