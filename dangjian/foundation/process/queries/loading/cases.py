"""Loading a case with everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.foundation.process.definitions.compiled import Compiled, from_stored
from dangjian.foundation.process.models import Case, CaseDocument, CaseEntry, Part, StepRun
from dangjian.foundation.process.permissions import VIEW_CASE
from dangjian.foundation.process.reading import case_now, covers, manages
from dangjian.foundation.process.rules.states import CaseNow
from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import NotFound
from dangjian.kernel.scope import current_scope


@dataclass(frozen=True)
class Loaded:
    """A case with its rows."""

    case: Case
    compiled: Compiled
    runs: list[StepRun]
    parts: list[Part]
    entries: list[CaseEntry]
    documents: list[CaseDocument]

    @property
    def now(self) -> CaseNow:
        """The case as decisions see it."""
        return case_now(self.case, self.runs, self.parts)

    @property
    def manages(self) -> bool:
        """Whether the acting person manages it."""
        return manages(current_actor(), self.case)


def visible_cases() -> Any:
    """Cases that the acting person may see: in their places, started by them, or with a part of theirs."""
    mine = current_actor().person_id
    condition = current_scope().q(Case.scope_path, Case.scope_own)
    rows = Case.objects.unscoped("a case is also open to those who have or had a part in it, wherever it is")
    if condition is None:
        return rows
    if mine is None:
        return rows.filter(condition)
    parts = Part.objects.filter(person_id=mine).values("case_id")
    return rows.filter(condition | Q(pk__in=parts))


def load_case(case_id: UUID) -> Loaded:
    """A case that the acting person may see, in five statements. Raises NotFound."""
    rows = Case.objects.unscoped("visible to those with a part in it; checked below")
    case: Case | None = rows.select_related("definition").filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    actor = current_actor()
    parts = list(Part.objects.filter(case_id=case_id).order_by("position", "id"))
    mine = actor.person_id
    concerned = mine is not None and (case.starter_id == mine or any(part.person_id == mine for part in parts))
    if not concerned and not covers(actor, case, VIEW_CASE):
        raise NotFound()
    return Loaded(
        case,
        from_stored(case.definition.document, case.definition.digest),
        list(StepRun.objects.filter(case_id=case_id).order_by("seq")),
        parts,
        list(CaseEntry.objects.filter(case_id=case_id).order_by("at", "id")[:500]),
        list(CaseDocument.objects.filter(case_id=case_id).order_by("added_at", "id")[:300]),
    )
