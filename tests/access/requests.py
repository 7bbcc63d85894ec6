"""One small well-formed request for every operation, with the ids of rows of our choice in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from dangjian.identity.accounts.models import DeviceKey, WebSession
from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.identity.issuing.models import Consent as IssuingConsent
from tests.access.realm import Corner
from tests.contracts.catalogue import ALIASES, _models, document
from tests.world import SignedInClient

Choose = Callable[[str], str]
"""The id for a parameter or field of that name."""
FIXED: dict[tuple[str, str], Any] = {
    ("directory_rosters_export_roster", "kind"): "member",
    ("directory_rosters_list_fields", "kind"): "member",
    ("foundation_process_get_shipped", "process_key"): "request_upward",
    ("ops_settings_set_setting", "key"): "grants.notice_days",
    ("ops_settings_reset_setting", "key"): "grants.notice_days",
}
"""Parts of an address that name something else than a row."""


@dataclass
class Request:
    """A request before it is sent."""

    operation_id: str
    method: str
    url: str
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    multipart: bool = False

    def send(self, client: SignedInClient) -> Any:
        """Send it through the whole application; every edit names version 1."""
        headers = {"If-Match": '"v1"'}
        if client._csrf:
            headers[CSRF_HEADER] = client._csrf
        url = self.url + ("?" + urlencode(self.query, doseq=True) if self.query else "")
        if self.multipart:
            file = SimpleUploadedFile("a.txt", b"text")
            data, kind = encode_multipart(BOUNDARY, {**(self.body or {}), "file": file}), MULTIPART_CONTENT
        else:
            data, kind = (b"" if self.body is None else json.dumps(self.body).encode()), "application/json"
        kept = client.cookies.output()
        try:
            return client.generic(self.method, url, data, kind, headers=headers)
        finally:  # signing out and the like must not end the visit of the requests after it
            client.cookies.clear()
            client.cookies.load(kept.replace("Set-Cookie: ", ""))


@cache
def raw() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """(method, path, definition) of every operation by id."""
    return {
        definition["operationId"]: (method.upper(), path, definition)
        for path, methods in document()["paths"].items()
        for method, definition in methods.items()
    }


@dataclass(frozen=True)
class Reference:
    """A place in a request that names a row: where it stands, its name, whether it must be there."""

    where: str
    """`path`, `query` or `body`."""
    name: str
    required: bool
    steps: tuple[str, ...] = ()
    """The way to it in the body: names of fields, "[]" for a list."""


@cache
def references(operation_id: str) -> tuple[Reference, ...]:
    """Every place of an operation's request that holds an id (top level of the body and its objects)."""
    _, _, definition = raw()[operation_id]
    found = [
        Reference(parameter["in"], parameter["name"], parameter["in"] == "path" or bool(parameter.get("required")))
        for parameter in definition.get("parameters", ())
        if parameter["in"] in {"path", "query"} and _is_id(parameter["schema"], parameter["name"], parameter["in"])
    ]
    schema = body_schema(operation_id)
    if schema:
        found += list(_ids_in(schema))
    return tuple(found)


def body_schema(operation_id: str) -> dict[str, Any] | None:
    """The schema of the JSON body, resolved; None without one."""
    content = raw()[operation_id][2].get("requestBody", {}).get("content", {})
    return resolve(content["application/json"]["schema"]) if "application/json" in content else None


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _kinds(schema: dict[str, Any]) -> list[dict[str, Any]]:
    schema = resolve(schema)
    return [kind for item in schema["anyOf"] for kind in _kinds(item)] if "anyOf" in schema else [schema]


def _is_id(schema: dict[str, Any], name: str, where: str = "body") -> bool:
    if any(kind.get("format") == "uuid" for kind in _kinds(schema)):
        return True
    return where == "path" and name.endswith("_id")


def _ids_in(schema: dict[str, Any], steps: tuple[str, ...] = (), needed: bool = True) -> Iterator[Reference]:
    required = set(schema.get("required", ()))
    for name, item in schema.get("properties", {}).items():
        must = needed and name in required
        for outer in _kinds(item):
            is_list = outer.get("type") == "array"
            kind = resolve(outer["items"]) if is_list else outer
            here = (*steps, name, "[]") if is_list else (*steps, name)
            must = must and (not is_list or _is_id(kind, name) or "minItems" in resolve(item))
            if kind.get("format") == "uuid":
                yield Reference("body", name, must, here)
            elif kind.get("type") == "object" and len(steps) < 6:
                yield from _ids_in(kind, here, must)


def row_model(name: str) -> type[Model] | None:
    """The table that a parameter like `meeting_id` names a row of."""
    noun = name.removesuffix("_ids").removesuffix("_id")
    if noun == "session":
        return WebSession
    if noun == "device":
        return DeviceKey
    if noun == "passkey":
        return Authenticator
    noun = noun.removeprefix("to_").removeprefix("from_").removesuffix("_file") or noun
    for candidate in (ALIASES.get(noun, noun), noun.rsplit("_", 1)[-1]):
        models = _models().get(candidate) if candidate else None
        if models:
            return min(models, key=lambda model: len(model.__name__))
    return None


SPECIAL = {
    "awards": "Award", "educations": "Education", "family": "FamilyMember",
    "rules": "RuleParameter", "todos": "Todo", "messages": "Message", "jobs": "Job",
}  # fmt: skip
"""What `record_id`, `version_id` and the like name, by a word of the address."""
BY_FIELD = {
    "under_id": "Organisation", "root_id": "Organisation", "to_parent_id": "Organisation", "ids": "Message",
    "add_due": "Person", "add_guests": "Person", "remove": "Attendance", "guest_ids": "Person", "id": "MeetingPart",
    "parent_id": "Organisation", "target_id": "Organisation", "source_ids": "Organisation", "talked_to_id": "Person",
    "talker_id": "Person", "holder_id": "Person", "issuer_id": "Organisation",
    "helper_person_ids": "Person", "helper_organisation_ids": "Organisation",
    "chair_id": "Person", "recorder_id": "Person",
    "presenter_id": "Person", "file_id": "StoredFile", "file_ids": "StoredFile", "evidence_file_id": "StoredFile",
    "photo_file_id": "StoredFile", "leader_id": "Person", "part_id": "MeetingPart", "meeting_file_id": "MeetingFile",
    "exemption_id": "DutyExemption", "template_id": "MeetingTemplate", "series_id": "MeetingSeries",
    "reset_id": "SecondFactorReset", "print_id": "PrintRequest", "reminder_id": "TermReminder",
    "post_id": "PostHolding", "run_id": "StepRun", "definition_id": "ProcessDefinition", "case_id": "Case",
    "from_id": "ProcessDefinition", "channel_id": "ChannelSetting", "token_id": "ApiToken", "supersedes_id": "Document",
    "target_ids": "Organisation",
    "stay_id": "MobileStay", "contact_case_id": "ContactCase", "host_id": "Organisation",
    "grant_id": "RoleGrant",
    "request_id": "ApprovalRequest", "correction_id": "CorrectionRequest", "batch_id": "ImportBatch",
}  # fmt: skip


def model_of(operation_id: str, name: str) -> type[Model] | None:
    """The table that a reference of an operation names a row of."""
    path = raw()[operation_id][1]
    by_name = {model.__name__: model for models in _models().values() for model in models}
    if name in {"record_id", "version_id"}:
        word = next((word for word in SPECIAL if f"/{word}/" in path), "")
        return by_name.get(SPECIAL.get(word, ""))
    if name == "consent_id":
        return IssuingConsent
    if name == "parent_id" and "/units" in path:
        return by_name["Unit"]
    return by_name[BY_FIELD[name]] if name in BY_FIELD else row_model(name)


def ids_from(operation_id: str, corner: Corner) -> Choose:
    """Ids of the rows of a corner; an unknown id where the corner has no such row."""

    def choose(name: str) -> str:
        model = model_of(operation_id, name)
        row = corner.rows.get(model) if model else None
        if row is None:
            return str(uuid4())
        if isinstance(row, Authenticator):
            return str(row.data["public_id"])
        return str(row.public_id if isinstance(row, WebSession) else row.pk)

    return choose


def build(operation_id: str, choose: Choose, *, also: Reference | None = None) -> Request:
    """The smallest well-formed request; `also` puts an optional reference into it."""
    method, path, definition = raw()[operation_id]
    url, query = path, {}
    for parameter in definition.get("parameters", ()):
        name, schema, where = parameter["name"], parameter["schema"], parameter["in"]
        wanted = also is not None and (also.where, also.name) == (where, name)
        if where == "path":
            value = FIXED.get((operation_id, name)) or (
                choose(name) if _is_id(schema, name, where) else example(schema, name, choose)
            )
            url = url.replace("{" + name + "}", quote(str(value), safe=""))
        elif where == "query" and (parameter.get("required") or wanted):
            query[name] = choose(name) if wanted else example(schema, name, choose)
    content = definition.get("requestBody", {}).get("content", {})
    multipart = "multipart/form-data" in content
    body = None
    if "application/json" in content:
        body = example(content["application/json"]["schema"], "", choose)
        if also is not None and also.where == "body":
            body = _put(body, content["application/json"]["schema"], also.steps, choose)
    elif multipart:
        schema = resolve(content["multipart/form-data"]["schema"])
        body = {
            name: example(item, name, choose)
            for name, item in schema.get("properties", {}).items()
            if name != "file" and name in schema.get("required", ())
        }
    return Request(operation_id, method, url, query, body, multipart)


def _put(value: Any, schema: dict[str, Any], steps: tuple[str, ...], choose: Choose) -> Any:
    """The value with an id at the end of the steps; what is missing on the way is made up."""
    if not steps:
        return value
    name, rest = steps[0], steps[1:]
    if name == "[]":
        items = next(kind for kind in _kinds(schema) if kind.get("type") == "array")["items"]
        first = value[0] if value else example(items, "", choose)
        return [_put(first, items, rest, choose) if rest else first, *value[1:]]
    whole = next(kind for kind in _kinds(schema) if name in kind.get("properties", {}))
    inner = whole["properties"][name]
    if not rest or rest == ("[]",):
        return {**value, name: [choose(name)] if rest else choose(name)}
    kind = next(kind for kind in _kinds(inner) if kind.get("type") in {"array", "object"})
    current = (value or {}).get(name) or ([] if kind.get("type") == "array" else example(kind, name, choose))
    return {**value, name: _put(current, inner, rest, choose)}


def example(schema: dict[str, Any], name: str, choose: Choose) -> Any:
    """A small value that the schema allows."""
    schema = resolve(schema)
    if "anyOf" in schema:
        kinds = _kinds(schema)
        best = next((kind for kind in kinds if kind.get("format") == "uuid"), None) or kinds[0]
        return example(best, name, choose)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "string")
    if kind == "object":
        required = schema.get("required", ())
        return {key: example(schema["properties"][key], key, choose) for key in required}
    if kind == "array":
        return [example(schema["items"], name, choose)] if schema.get("minItems") or _is_id(schema["items"], "") else []
    if kind in {"integer", "number"}:
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return False if kind == "boolean" else (None if kind == "null" else _text(schema, name, choose))


def _text(schema: dict[str, Any], name: str, choose: Choose) -> str:
    form = schema.get("format")
    if form == "uuid":
        return choose(name)
    known = {"date": "2026-11-20", "date-time": "2026-11-25T01:00:00Z", "time": "09:00:00"}
    if form in known:
        return known[form]
    pattern = schema.get("pattern", "")
    if ":" in pattern:
        return "22:00"
    if "A-Za-z0-9" in pattern:
        return "abcd" * (schema.get("minLength", 1) // 4 + 1)
    if "[a-z" in pattern:
        return "life.first"
    if "[0-9]" in pattern or r"\d" in pattern:
        return "2026-11" if "-" in pattern else "123456"
    return "会议内容" * (schema.get("minLength", 1) // 4 + 1) if schema.get("maxLength", 9) > 4 else "会"
