"""Who may start a process where."""

from __future__ import annotations

from collections.abc import Iterable

from dangjian.foundation.process.definitions.document import Definition
from dangjian.kernel.actor import Grant, Place


def may_start(definition: Definition, grants: Iterable[Grant], org_path: str) -> bool:
    """Whether one of the roles that start this process is held at the organisation, or above it for its subtree."""
    return not definition.is_started_by_app and any(
        grant.role in definition.starters and Place(grant.org_path, grant.subtree).covers(org_path) for grant in grants
    )
