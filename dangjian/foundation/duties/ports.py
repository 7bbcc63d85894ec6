"""The question whom a todo goes to, which a higher layer answers (`kernel.ports`)."""

from __future__ import annotations

NEAREST_HOLDERS = "grants.nearest_holders"
"""(action, org_path, without) -> ids of the people nearest to a place who hold an Action."""
