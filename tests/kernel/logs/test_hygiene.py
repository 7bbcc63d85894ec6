"""Logs: one line each, in one form, without secrets, and all of them in a list for people (SEC-AUD-05)."""

from __future__ import annotations

import ast
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from dangjian.kernel.logs import JsonFormatter
from dangjian.kernel.management.commands.serve import _web_command
from dangjian.kernel.models import AuditEntry
from tests.contracts.catalogue import caller, document, known
from tests.world import World

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs/guide/administrator.md"
LOG_TABLES = re.compile(r"audit|field_change|failure|login_counter|journal|_log$|trail")
"""Tables whose names say that they keep what happened."""
NO_LOGS = {"kernel_sealed_log": "how far each log is sealed; no line of it"}
ENDS = [
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\x1b[2J",
    "\u202e",
]
CANARIES = {
    "password": "Canary-Word&Pass-77",
    "token": "canaryTOKEN0123456789abcdefABCDEF",
    "id number": "11010519491231002X",
    "phone": "13912345678",
    "letter": "金丝雀来信：我要反映一个问题",
}
ALL = " ".join(CANARIES.values())


def _inventory() -> str:
    text = GUIDE.read_text(encoding="utf-8")
    return text[text.index("## 日志清单") : text.index("## 命令")]


def _loggers() -> set[str]:
    """Names of the loggers that the product writes to."""
    found = set()
    for path in (ROOT / "dangjian").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "getLogger":
                found.add(ast.literal_eval(node.args[0]) if node.args else "")
    return found


def test_sec_aud_05_every_logger_stands_in_the_inventory() -> None:
    inventory = _inventory()
    assert len(_loggers()) >= 6
    assert [name for name in sorted(_loggers()) if f"`{name}`" not in inventory] == []


def test_sec_aud_05_every_table_that_keeps_what_happened_stands_in_the_inventory() -> None:
    inventory = _inventory()
    tables = {model._meta.db_table for model in apps.get_models() if LOG_TABLES.search(model._meta.db_table)}
    assert {"kernel_audit_entry", "kernel_field_change"} <= tables
    assert [table for table in sorted(tables - set(NO_LOGS)) if f"`{table}`" not in inventory] == []


def test_sec_aud_05_the_inventory_names_nothing_that_is_not_there() -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    named = re.findall(r"`((?:kernel|identity)_\w+|dangjian\.[\w.]+)`", _inventory())
    assert [name for name in named if name not in tables and name not in _loggers()] == []
    assert all(line.count("|") == 5 for line in _inventory().splitlines() if line.startswith("|"))


def test_sec_aud_05_there_is_one_way_out_and_one_form() -> None:
    configured = settings.LOGGING
    assert configured["handlers"] == {"console": {"class": "logging.StreamHandler", "formatter": "json"}}
    assert configured["formatters"] == {"json": {"()": "dangjian.kernel.logs.JsonFormatter"}}
    assert configured["root"]["handlers"] == ["console"]
    assert not any(entry.get("handlers") for entry in configured["loggers"].values())


def test_sec_aud_05_the_web_server_writes_the_same_form() -> None:
    command = _web_command("127.0.0.1", 8000, 1, 1)
    config = command[command.index("--log-config") + 1]
    program = (
        "import json, sys; from granian.log import LogLevels, configure_logging, logger; "
        "configure_logging(LogLevels.warning, json.load(open(sys.argv[1]))); "
        "logger.error('Worker-1 exited\\r\\nforged'); logger.info('started')"
    )
    ran = subprocess.run([sys.executable, "-c", program, config], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout == ""
    told = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(line["logger"], line["message"]) for line in told] == [("_granian", "Worker-1 exited\r\nforged")]
    assert "`_granian`" in _inventory()
    assert "--access-log" not in command


def _line(message: str, *args: object, **extra: object) -> str:
    record = logging.LogRecord("dangjian.http", logging.ERROR, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


@pytest.mark.parametrize("end", ENDS, ids=repr)
def test_sec_aud_05_a_line_break_stays_inside_its_line(end: str) -> None:
    forged = f'x{end}{{"at":"2026-01-01T00:00:00+00:00","level":"INFO","message":"forged"}}'
    for line in (_line(forged), _line("%s", forged), _line("x", path=forged, request_id=forged, status=forged)):
        assert line.splitlines() == [line]
        assert line.isprintable()
        assert isinstance(json.loads(line), dict)
        assert forged in json.loads(line).values()


def test_sec_aud_05_an_error_is_told_by_its_place_and_never_by_its_text() -> None:
    try:
        raise ValueError(ALL)
    except ValueError:
        record = logging.LogRecord("dangjian.http", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = JsonFormatter().format(record)

    assert json.loads(line)["error"] == "ValueError"
    assert not [name for name, canary in CANARIES.items() if canary in line]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_sec_aud_05_times_are_utc(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    before = datetime.now(UTC)
    at = json.loads(_line("x"))["at"]
    monkeypatch.undo()
    time.tzset()

    assert at.endswith("+00:00")
    assert abs((datetime.fromisoformat(at) - before).total_seconds()) < 5


def test_sec_aud_05_numbers_of_people_are_masked_in_every_part() -> None:
    line = _line(f"about {ALL}", path=f"/x/{CANARIES['id number']}", request_id=CANARIES["phone"])
    assert not [name for name in ("id number", "phone") if CANARIES[name] in line]


class _Listener(logging.Handler):
    """Everything that anybody writes, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def listener() -> Iterator[_Listener]:
    heard, root = _Listener(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)


SECRET_NAMES = re.compile(r"password|secret|token|passphrase|credential|id_number|mobile_phone|home_address|recovery")
"""Input fields whose values no log keeps; other texts stand in the audit trail because people are to read them."""


def _filled(schema: dict[str, Any], canary: str, *, others: str | None = None, name: str = "", depth: int = 0) -> Any:
    """A body of the schema's shape with the canary in every text; with `others` only in texts of secret names."""
    deeper: dict[str, Any] = {"others": others, "name": name, "depth": depth + 1}
    if "$ref" in schema:
        found = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return _filled(found, canary, **deeper) if depth < 6 else None
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return _filled(schema[word][0], canary, **deeper)
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {}).items()
        return {part: _filled(inner, canary, **{**deeper, "name": part}) for part, inner in parts}
    if kind == "array":
        return [_filled(schema.get("items", {}), canary, **deeper)]
    text = canary if others is None or SECRET_NAMES.search(name) else others
    fixed = {"integer": 1, "number": 1, "boolean": True}
    return fixed.get(str(kind), text[: schema.get("maxLength", 10_000)])


def _tried(world: World, *, others: str | None = None) -> int:
    """Call every operation with each canary in its body, its query and its headers; how many calls."""
    clients: dict[str, Any] = {}
    tried = 0
    for path, methods in document()["paths"].items():
        for method, described in methods.items():
            client = caller(world, known()[described["operationId"]], clients)
            url = re.sub(r"\{[^}]*\}", "01890000-0000-7000-8000-000000000000", path)
            content = described.get("requestBody", {}).get("content", {}).get("application/json")
            if others is not None and not content:
                continue
            for canary in CANARIES.values():
                body = json.dumps(_filled(content["schema"], canary, others=others)) if content else b""
                headers = {"X-CSRF-Token": getattr(client, "_csrf", ""), "User-Agent": "x\u0085y"}
                query = {} if others is not None else {"q": canary}
                client.generic(method.upper(), url, body, "application/json", headers=headers, query_params=query)
                tried += 1
    return tried


def test_sec_aud_05_no_operation_writes_what_it_was_given_into_a_log(world: World, listener: _Listener) -> None:
    tried = _tried(world)
    logging.getLogger("dangjian.http").error("the listener hears")

    assert tried > 1_000
    assert any("the listener hears" in line for line in listener.lines)
    # Statements of the data base are told at this level only, and carry what is stored.
    told = [line for line in listener.lines if '"logger":"django.db.backends' not in line]
    assert {name: line for line in told for name, canary in CANARIES.items() if canary in line} == {}


def test_sec_aud_05_no_secret_and_no_number_of_a_person_is_in_the_audit_trail(world: World) -> None:
    before = AuditEntry._base_manager.count()
    assert _tried(world, others="正常文字") > 500

    trail = str(list(AuditEntry._base_manager.values()))
    assert AuditEntry._base_manager.count() > before + 50
    assert [name for name, canary in CANARIES.items() if canary in trail] == []
