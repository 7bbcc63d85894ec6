"""An audit row as bytes: what is sealed, and what an export carries word for word.

One JSON array in a fixed order; objects with sorted keys, UTF-8 without escapes or blanks, times in UTC as RFC 3339 has
them, identifiers as text. A verifier hashes the bytes of the export as they are and never writes JSON itself. A change
of this form is a new format, never a change of the old one: format 2 has the network address at its end, format 1 is
that of lines without one, so that lines sealed before it was kept stay what they were.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import orjson

WITHOUT_ADDRESS, WITH_ADDRESS = 1, 2
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
    "address",
)
"""Columns of `AuditEntry` in the order in which they are written."""
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


def content_of(values: Sequence[Any]) -> bytes:
    """The sealed bytes of one row, its values in the order of FIELDS."""
    told = [WITH_ADDRESS, *values] if values[-1] else [WITHOUT_ADDRESS, *values[:-1]]
    try:
        return orjson.dumps(told, option=_OPTIONS)
    except TypeError:
        # Numbers beyond 64 bits and broken characters: whatever a column can hold must not stop the sealing.
        return json.dumps(told, sort_keys=True, separators=(",", ":"), default=str).encode("ascii")
