"""What the development of members answers to the process engine: checks, votes, changes of the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dangjian.foundation.process.ports import Asking, register_action, register_evidence, register_guard

# The app's queries and commands need the models first; ports are registered before them.


def _votes(kind: str) -> tuple[Any, Any]:
    def find(asking: Asking, reference: str) -> Any:
        from dangjian.work.development.queries import votes

        return votes.finder(getattr(votes, kind))(asking, reference)

    def choices(asking: Asking) -> Any:
        from dangjian.work.development.queries import votes

        return votes.lister(getattr(votes, kind))(asking)

    return find, choices


def _guard(name: str) -> Any:
    def check(asking: Asking) -> Sequence[str]:
        from dangjian.work.development.queries import guards

        found: Sequence[str] = getattr(guards, name)(asking)
        return found

    return check


def _action(name: str) -> Any:
    def run(*, case_id: UUID, organisation_id: UUID, data: dict[str, Any]) -> str:
        from dangjian.work.development.commands import recording

        said: str = getattr(recording, name)(case_id=case_id, data=data)
        return said

    return run


for _kind in ("committee", "admission", "confirmation", "approval"):
    register_evidence(f"work.development.{_kind}", *_votes(_kind.upper()))
for _name in (
    *("applicant", "mentors", "reviews", "objections", "introducers", "probation_reviews", "deferral", "archive"),
):
    register_guard(f"work.development.{_name}", _guard(_name))
for _name in ("applicant", "activist", "target", "probationary", "full", "extended", "disqualified"):
    register_action(f"work.development.mark_{_name}", _action(f"mark_{_name}"))
