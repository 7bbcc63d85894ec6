"""All operations of the API as generated tests see them: who may call them, and which rows their ids may name."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, UUIDField
from schemathesis.openapi import from_dict

from dangjian.identity.accounts.models import Account, DeviceKey, WebSession
from dangjian.kernel import clock
from dangjian.kernel.http.api import openapi_document
from dangjian.kernel.http.router import Operation, operations
from dangjian.kernel.permissions import Public
from dangjian.project.urls import api
from tests.roles import as_owner
from tests.world import SignedInClient, World

PEOPLE = ("chief", "administrator", "security", "auditor", "secretary", "member", "leader")
"""Who is tried for an operation, most powerful first."""
ALIASES = {"member": "person", "org": "organisation", "branch": "organisation", "record": "", "version": ""}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of this process."""
    found: dict[str, Any] = json.loads(json.dumps(openapi_document(api), default=str))
    return found


@cache
def generated() -> dict[str, Any]:
    """The operations as schemathesis reads them, by operation id."""
    schema = from_dict(document())
    found = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        found[operation.definition.raw["operationId"]] = operation
    return found


def can_be_wrong(name: str) -> bool:
    """Whether the operation takes anything its schema could call wrong: a body, or more than free text in the path."""
    raw = generated()[name].definition.raw
    return bool(raw.get("requestBody")) or not all(map(_is_free_text, raw.get("parameters", ())))


def _is_free_text(parameter: dict[str, Any]) -> bool:
    """A part of the path of which every text is a right one; the commands behind it find out the rest."""
    schema = {name: value for name, value in parameter["schema"].items() if name not in {"title", "description"}}
    return parameter["in"] == "path" and schema == {"type": "string"}


@cache
def known() -> dict[str, Operation]:
    """The operations as the router knows them, by id."""
    return {operation.operation_id: operation for operation in operations}


def caller(world: World, operation: Operation, clients: dict[str, SignedInClient] | None = None) -> SignedInClient:
    """Somebody of our tenant who may call the operation; nobody signed in for public ones. `clients` keeps who is
    signed in already, for tests that go through many operations."""
    known = clients if clients is not None else {}
    key = _caller(world, operation)
    if key not in known:
        known[key] = world.client(key)
    return known[key]


def _caller(world: World, operation: Operation) -> str:
    if isinstance(operation.action, Public):
        return "anybody"
    return next((key for key in PEOPLE if world.actor(key).may(operation.action)), "chief")


@cache
def _models() -> dict[str, list[type[Model]]]:
    """Our tables by the words of their names: `meeting_item` under "meeting_item", "meeting" and "item"."""
    found: dict[str, list[type[Model]]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("dangjian."):
            continue
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower().split("_")
        parts = {"_".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
        for part in parts:
            found.setdefault(part, []).append(model)
    return found


def rows_named(parameter: str, tenant_id: UUID) -> list[str]:
    """Ids of rows of the tenant that a parameter like `meeting_id` may mean, whoever may see them."""
    with as_owner():
        return _rows_named(parameter, tenant_id)


def _rows_named(parameter: str, tenant_id: UUID) -> list[str]:
    noun = re.sub(r"_?ids?$", "", parameter)
    if noun == "session":  # named by another column than its key, which is a secret
        return [
            str(row)
            for row in WebSession.objects.filter(account__tenant_id=tenant_id).values_list("public_id", flat=True)
        ]
    if noun == "device":  # belongs to an account, not to a tenant
        owner = Account._base_manager.filter(tenant_id=tenant_id).order_by("pk")[0]
        moment = clock.now()
        return [str(DeviceKey.objects.create(account=owner, public=b"x", created_at=moment, last_used_at=moment).pk)]
    noun = noun.removeprefix("to_").removeprefix("from_").removesuffix("_file") or noun
    nouns = [ALIASES.get(noun, noun), noun.rsplit("_", 1)[-1]]
    found = next((models for name in nouns if name and (models := _models().get(name))), None)
    # The model of that very name first, then those that have the noun as a part of theirs.
    models = sorted(found or {m for group in _models().values() for m in group}, key=lambda m: len(m.__name__))
    ids: list[str] = []
    for model in models:
        names = {field.name for field in model._meta.fields}
        if "tenant_id" in names and isinstance(model._meta.pk, UUIDField):
            keys = model._base_manager.filter(tenant_id=tenant_id).order_by("pk").values_list("pk", flat=True)
            ids += [str(key) for key in keys[:5]]
    return ids


def replace_ids(value: Any, choose: Any, name: str = "") -> Any:
    """The same value with made-up ids replaced by `choose(name)`, which may return None to keep them."""
    if isinstance(value, dict):
        return {key: replace_ids(item, choose, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [replace_ids(item, choose, name) for item in value]
    if isinstance(value, str) and _UUID.fullmatch(value):
        return choose(name) or value
    return value
