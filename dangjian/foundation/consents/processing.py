"""The purposes of processing as the register of fields has them: what a notice must say is computed, not typed."""

from __future__ import annotations

from typing import Any

from dangjian.kernel.privacy import DataClass, declarations, entries_of


def purposes() -> list[dict[str, Any]]:
    """Every purpose with personal data: ground, retention, what is kept, what of it is sensitive. No statement."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for declared in declarations():
        fields = [entry for entry in entries_of(declared) if entry.data_class.is_personal]
        shown = [entry for entry in fields if entry.field not in declared.others]
        if not shown:
            continue
        key = (declared.purpose, declared.basis, declared.retention)
        line = found.setdefault(
            key,
            {
                "purpose": declared.purpose,
                "basis": declared.basis,
                "retention": declared.retention,
                "fields": [],
                "sensitive": [],
            },
        )
        for entry in shown:
            kind = "sensitive" if entry.data_class >= DataClass.SENSITIVE else "fields"
            if entry.title not in line[kind]:
                line[kind].append(entry.title)
    return sorted(found.values(), key=lambda line: (line["basis"], line["purpose"]))
