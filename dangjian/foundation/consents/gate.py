"""The gate before optional uses: without a consent of the acting person the operation is refused (SEC-PI-02)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Max

from dangjian.foundation.consents.models import Consent, Notice
from dangjian.foundation.consents.registry import use_of
from dangjian.foundation.consents.texts import FIRST
from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")


def current_number() -> int:
    """The version of the notice that holds for the acting person's enterprise. One statement."""
    return Notice.objects.aggregate(last=Max("number"))["last"] or FIRST


def has_consent(*, person_id: UUID | None, use: str) -> bool:
    """Whether the person agreed to the use under the notice that holds now. Two statements."""
    use_of(use)
    if person_id is None:
        return False
    held = Consent.objects.filter(person_id=person_id, use=use, notice_number=current_number(), withdrawn_at=None)
    return bool(held.exists())


def require_consent(use: str) -> None:
    """Raise NotAllowed (403) unless the acting person agreed to the use."""
    if not has_consent(person_id=current_actor().person_id, use=use):
        raise NotAllowed(
            "consents.missing",
            f"“{use_of(use).title}”是可选的，须您本人同意后才能使用。请先在“告知与同意”中同意，或者不使用它。",
            extra={"use": use},
        )


def needs_consent(use: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that an operation (a view or a function of a command) needs the consent of the acting person."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            require_consent(use)
            return function(*args, **kwargs)

        return run

    return declare
