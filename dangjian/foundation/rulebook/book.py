"""The rule book itself: declared rules and the tenant's own ones, one number on a day or a family of them."""

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
    found = pick([*declared_rules().get(key, ()), *(v for v in own_versions() if v.key == key)], day)
    if found is None:
        raise LookupError(f"no rule {key} on {day}")
    return found


def rules_under(prefix: str, *, on: date | None = None) -> dict[str, RuleVersion]:
    """All rules whose key starts with `prefix` that hold on a day, by key; at most one query."""
    day = on or clock.today()
    own = own_versions()
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


def own_versions() -> tuple[RuleVersion, ...]:
    """The tenant's own versions that stand; read again every half minute, because other processes may change them."""
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
