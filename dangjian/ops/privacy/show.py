"""How the register and what is kept are told."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.codes.education import DEGREE, EDUCATION
from dangjian.foundation.codes.persons import ETHNIC_GROUP, POLITICAL_STATUS
from dangjian.kernel.privacy import FieldEntry, Part
from dangjian.ops.settings.words import command_title

_CODES = {
    "ethnic_group": ETHNIC_GROUP,
    "education_level": EDUCATION,
    "degree_level": DEGREE,
    "political_status": POLITICAL_STATUS,
}
"""Columns that hold codes of a national standard."""


def show_field(entry: FieldEntry) -> dict[str, Any]:
    """A line of the register as pages show it."""
    return {
        "field": entry.field,
        "title": entry.title,
        "data_class": entry.data_class.value,
        "class_title": entry.data_class.meaning,
        "purpose": entry.purpose,
        "masking": entry.masking,
        "is_sealed": entry.is_sealed,
        "unsealed_reason": entry.unsealed_reason,
    }


def rows_in_words(part: Part) -> list[list[str]]:
    """The rows of a part; codes stand as the words of their standard, what was done in the office's words."""
    return [
        [_in_words(part.table, entry.field, value) for entry, value in zip(part.columns, row, strict=True)]
        for row in part.rows
    ]


def _in_words(table: str, field: str, value: str) -> str:
    if (table, field) == ("kernel.AuditEntry", "intent"):
        return command_title(value) or value
    return _CODES[field].name(value) if field in _CODES else value
