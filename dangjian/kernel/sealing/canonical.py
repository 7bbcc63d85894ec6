"""An audit row as bytes: what is sealed and what a verifier, here or in a browser, makes again from an export.

One JSON array in a fixed order; objects with sorted keys, UTF-8 without escapes or blanks; times in UTC with six digits
of a second; identifiers as text. A change of this form is a new FORMAT, never a change of the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

FORMAT = 1
FIELDS = (
    "id",
    "tenant_id",
    "at",
    "actor_kind",
    "account_id",
    "person_id",
    "actor_name",
    "surface",
    "request_id",
    "action",
    "intent",
    "target_type",
    "target_id",
    "target_title",
    "org_path",
    "outcome",
    "code",
    "changes",
    "note",
)
"""Columns of `AuditEntry` in the order in which they are written."""


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, UUID):
        return str(value)
    return value


def content_of(values: Sequence[Any]) -> bytes:
    """The sealed bytes of one row, its values in the order of FIELDS."""
    return orjson.dumps([FORMAT, *map(plain, values)], option=orjson.OPT_SORT_KEYS)
