"""An audit row as bytes: what is sealed, and what an export carries word for word.

One JSON array in a fixed order; objects with sorted keys, UTF-8 without escapes or blanks, times in UTC as RFC 3339 has
them, identifiers as text. A verifier hashes the bytes of the export as they are and never writes JSON itself. A change
of this form is a new FORMAT, never a change of the old one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import orjson

FORMAT = 1
FIELDS = (
    "id",
    "xid",
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
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def content_of(values: Sequence[Any]) -> bytes:
    """The sealed bytes of one row, its values in the order of FIELDS."""
    try:
        return orjson.dumps([FORMAT, *values], option=_OPTIONS)
    except TypeError:
        # Numbers beyond 64 bits and broken characters: whatever a column can hold must not stop the sealing.
        return json.dumps([FORMAT, *values], sort_keys=True, separators=(",", ":"), default=str).encode("ascii")
