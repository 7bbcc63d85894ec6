"""Reading rules: one number on a day, a family of them, or the whole book with its versions."""

from __future__ import annotations

import json
import threading
import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings

from dangjian.foundation.rulebook.models import RuleParameter
from dangjian.foundation.rulebook.permissions import VIEW_RULE
from dangjian.foundation.rulebook.rules import RuleVersion, pick
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.permissions import Public

_CACHE_SECONDS = 0.0 if getattr(settings, "TESTING", False) else 30.0
_lock = threading.Lock()
_own: dict[UUID, tuple[float, tuple[RuleVersion, ...]]] = {}


@cache
def declared_rules() -> dict[str, tuple[RuleVersion, ...]]:
    """Rules that the apps ship in `seeds/rulebook.json`, by key, oldest version first.

    Raises ValueError at start when an entry is incomplete, or when two apps declare the same key.
    """
    found: dict[str, list[RuleVersion]] = {}
    owners: dict[str, str] = {}
    for config in apps.get_app_configs():
        path = Path(config.path) / "seeds" / "rulebook.json"
        if not config.name.startswith("dangjian.") or not path.is_file():
            continue
        for entry in json.loads(path.read_text(encoding="utf-8")):
            version = _declared(entry, path)
            if owners.setdefault(version.key, config.name) != config.name:
                raise ValueError(f"rule {version.key} is declared by {owners[version.key]} and {config.name}")
            found.setdefault(version.key, []).append(version)
    return {key: tuple(sorted(versions, key=lambda v: v.effective_from)) for key, versions in sorted(found.items())}


def _declared(entry: dict[str, Any], path: Path) -> RuleVersion:
    try:
        ending = entry.get("effective_to")
        return RuleVersion(
            key=entry["key"],
            title=entry["title"],
            value=entry["value"],
            unit=entry.get("unit", ""),
            effective_from=date.fromisoformat(entry["effective_from"]),
            effective_to=date.fromisoformat(ending) if ending else None,
            source_article=entry["source_article"],
            explanation=entry["explanation"],
            is_verified=bool(entry["is_verified"]),
        )
    except KeyError as missing:
        raise ValueError(f"{path}: {entry.get('key', '?')} lacks {missing}") from missing


def rule(key: str, *, on: date | None = None) -> RuleVersion:
    """The rule that holds on a day (default: today) for the acting person's tenant.

    Raises LookupError for a key that no app declares, or a day before its first version.
    """
    day = on or clock.today()
    found = pick([*declared_rules().get(key, ()), *(v for v in _own_versions() if v.key == key)], day)
    if found is None:
        raise LookupError(f"no rule {key} on {day}")
    return found


def rules_under(prefix: str, *, on: date | None = None) -> dict[str, RuleVersion]:
    """All rules whose key starts with `prefix` that hold on a day, by key; at most one query."""
    day = on or clock.today()
    own = _own_versions()
    found = {}
    for key, versions in declared_rules().items():
        if key.startswith(prefix):
            picked = pick([*versions, *(v for v in own if v.key == key)], day)
            if picked is not None:
                found[key] = picked
    return found


def forget_cache() -> None:
    """Read the tenant's own rules again at the next question (after one was changed)."""
    with _lock:
        _own.clear()


def _own_versions() -> tuple[RuleVersion, ...]:
    tenant_id = current_actor().tenant_id
    with _lock:
        known = _own.get(tenant_id)
    if known is not None and time.monotonic() - known[0] < _CACHE_SECONDS:
        return known[1]
    versions = _load_own()
    with _lock:
        _own[tenant_id] = (time.monotonic(), versions)
    return versions


@query(Public("rules are regulations, not anybody's data; every app needs them, whoever acts"))
def _load_own() -> tuple[RuleVersion, ...]:
    return tuple(_version_of(row) for row in RuleParameter.objects.filter(withdrawn_at__isnull=True))


def _version_of(row: RuleParameter) -> RuleVersion:
    declared = declared_rules().get(row.rule_key, ())
    return RuleVersion(
        key=row.rule_key,
        title=declared[-1].title if declared else row.rule_key,
        value=row.value,
        unit=row.unit,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source_article=row.source_article,
        explanation=row.explanation,
        is_verified=row.is_verified,
        is_own=True,
        version_id=str(row.pk),
        reason=row.reason,
        entered_by=row.entered_by,
    )


@query(VIEW_RULE)
def list_rules(*, on: date | None = None, text: str = "", prefix: str = "") -> list[dict[str, Any]]:
    """The rule book as people read it: each rule with the version of that day and all its versions.

    `text` searches title, clause and explanation.
    """
    day = on or clock.today()
    own = _own_versions()
    shown = []
    for key, declared in declared_rules().items():
        versions = [*declared, *(v for v in own if v.key == key)]
        current = pick(versions, day)
        words = " ".join(f"{v.title} {v.source_article} {v.text}" for v in versions)
        if not key.startswith(prefix) or text not in words:
            continue
        shown.append(
            {
                "key": key,
                "title": versions[0].title,
                "current": show_version(current) if current else None,
                "versions": [show_version(v) for v in sorted(versions, key=lambda v: (v.effective_from, v.is_own))],
            }
        )
    return shown


def show_version(version: RuleVersion) -> dict[str, Any]:
    """A version as the API answers it."""
    return {
        "version_id": version.version_id or None,
        "value": version.value,
        "unit": version.unit,
        "effective_from": version.effective_from,
        "effective_to": version.effective_to,
        "source_article": version.source_article,
        "citation": version.citation,
        "explanation": version.explanation,
        "text": version.text,
        "is_verified": version.is_verified,
        "is_own": version.is_own,
        "reason": version.reason,
        "entered_by": version.entered_by,
    }
