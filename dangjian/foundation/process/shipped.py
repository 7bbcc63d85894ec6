"""Definitions that come with the product: `processes/*.json` of every app, read and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from dangjian.foundation.process.definitions.compiled import canonical, digest_of
from dangjian.foundation.process.definitions.document import Definition
from dangjian.foundation.process.ports import declared
from dangjian.foundation.process.rules.checking import check_definition


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped definition with its stored form."""

    document: Definition
    text: str
    digest: str


@cache
def shipped_definitions() -> dict[str, Shipped]:
    """Every shipped definition by key. Raises ValueError for one with errors, or two of one key."""
    found: dict[str, Shipped] = {}
    for config in apps.get_app_configs():
        folder = Path(config.path) / "processes"
        if not config.name.startswith("dangjian.") or not folder.is_dir():
            continue
        for path in sorted(folder.glob("*.json")):
            document = Definition.model_validate_json(path.read_text(encoding="utf-8"))
            flaws = check_definition(document, **declared())
            if flaws:
                raise ValueError(f"{path.name}: {flaws[0].text}")
            if document.key in found:
                raise ValueError(f"process {document.key} is shipped twice")
            text = canonical(document)
            found[document.key] = Shipped(document, text, digest_of(text))
    return found
