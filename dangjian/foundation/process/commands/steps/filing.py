"""Tying files to the documents of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dangjian.foundation.process.commands.steps.working import Working
from dangjian.foundation.process.definitions.document import Step
from dangjian.foundation.process.models import CaseDocument, StepRun
from dangjian.foundation.process.ports import CASE_FILE
from dangjian.kernel.errors import BadInput
from dangjian.kernel.files.attaching import attach
from dangjian.kernel.files.purposes import purpose_of


@dataclass(frozen=True, slots=True)
class Given:
    """A file for a document that was asked for (`key`), or one more (no key)."""

    file_id: UUID
    title: str
    key: str = ""


def file_documents(work: Working, run: StepRun, step: Step, given: Sequence[Given]) -> None:
    """Keep files for a step: for what it asks, or in addition. Raises BadInput for a file that cannot be used."""
    if not given:
        return
    titles = {item.key: item.title for item in step.documents}
    for item in given:
        if item.key and item.key not in titles:
            raise BadInput("process.documents", "本环节不要求这项材料，请刷新页面后重试。", field="documents")
    attach(work.unit, purpose=purpose_of(CASE_FILE), owner_id=work.case.pk, file_ids=[item.file_id for item in given])
    work.unit.create_many(
        [
            CaseDocument(
                case=work.case,
                run=run,
                step_key=step.key,
                document_key=item.key,
                title=(titles.get(item.key) or item.title or "附件")[:120],
                file_id=item.file_id,
                added_by=work.unit.actor.name[:80],
                added_by_id=work.unit.actor.person_id,
                added_at=work.unit.now,
            )
            for item in given
        ]
    )
