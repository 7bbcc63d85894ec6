"""Nothing is asked for without a purpose (SEC-PI-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from dangjian.kernel.privacy import entries
from dangjian.kernel.privacy.entries import own_models
from tests.contracts.catalogue import document

FILE = Path(settings.PUBLIC_OPERATIONS).with_name("form_fields.txt")
NEVER = re.compile(r"latitude|longitude|location|gps|contacts|address_book|imei|imsi|device_id|mac_address|fingerprint")
"""What a phone could tell and this product does not need."""


def _declared() -> dict[str, str]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    return {name.strip(): purpose.strip() for name, _, purpose in (line.partition("|") for line in lines)}


def _names(schema: dict[str, Any], above: frozenset[str] = frozenset()) -> Iterator[str]:
    """Input fields of a schema and of everything in it."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in above:
            yield from _names(document()["components"]["schemas"][name], above | {name})
        return
    for key in ("anyOf", "allOf", "oneOf"):
        for inner in schema.get(key, ()):
            yield from _names(inner, above)
    if "items" in schema:
        yield from _names(schema["items"], above)
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from _names(inner, above)


def _asked() -> set[str]:
    """Every input field of every operation that takes a body."""
    found: set[str] = set()
    for methods in document()["paths"].values():
        for definition in methods.values():
            body = definition.get("requestBody", {}).get("content", {}).get("application/json")
            found |= set(_names(body["schema"])) if body else set()
    return found


def _registered() -> set[str]:
    """Columns with a purpose in the register, by name and by the name that holds the id of a link."""
    purposes = {entry.field for entry in entries() if entry.purpose and entry.basis and entry.retention}
    columns = [column for model in own_models() for column in model._meta.concrete_fields if column.name in purposes]
    return purposes | {column.attname for column in columns}


def test_sec_pi_04_every_input_field_has_a_purpose() -> None:
    asked, declared = _asked(), _declared()

    assert len(asked) > 150
    assert asked - _registered() - set(declared) == set(), "give them a purpose in the register or in form_fields.txt"
    assert set(declared) - asked == set(), "not asked for any more"
    assert all(len(purpose) > 9 for purpose in declared.values())


def test_sec_pi_04_position_contacts_and_device_are_never_asked_for() -> None:
    assert [name for name in _asked() if NEVER.search(name)] == []
    assert NEVER.search("device_id"), "the look itself finds something"


def test_sec_pi_04_the_phone_asks_for_no_permission_but_the_camera() -> None:
    web = Path(settings.BASE_DIR) / "web" / "src"
    wanted = (
        "geolocation",
        "navigator.contacts",
        "navigator.bluetooth",
        "navigator.usb",
        "Notification.requestPermission",
    )
    texts = {path: path.read_text(encoding="utf-8") for path in web.rglob("*.*") if path.suffix in {".ts", ".vue"}}

    assert len(texts) > 100
    assert [f"{path.name}: {word}" for path, text in texts.items() for word in wanted if word in text] == []
