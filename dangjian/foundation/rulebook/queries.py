"""Reading the rule book as a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.foundation.rulebook.book import declared_rules, own_versions, rule, rules_under
from dangjian.foundation.rulebook.permissions import VIEW_RULE
from dangjian.foundation.rulebook.rules import RuleVersion, pick
from dangjian.kernel import clock
from dangjian.kernel.doors import query

__all__ = ["list_rules", "rule", "rules_under"]


@query(VIEW_RULE)
def list_rules(*, on: date | None = None, text: str = "", prefix: str = "") -> list[dict[str, Any]]:
    """The rule book as people read it: each rule with the version of that day and all its versions.

    `text` searches title, clause and explanation.
    """
    day = on or clock.today()
    own = own_versions()
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
                "current": _show_version(current) if current else None,
                "versions": [_show_version(v) for v in sorted(versions, key=lambda v: (v.effective_from, v.is_own))],
            }
        )
    return shown


def _show_version(version: RuleVersion) -> dict[str, Any]:
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
