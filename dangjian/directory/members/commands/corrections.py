"""Corrections: the member asks, the branch decides, the record follows. Nothing is typed twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.catalogue import BY_NAME
from dangjian.directory.members.commands.people import apply_changes
from dangjian.directory.members.enums import CorrectionState
from dangjian.directory.members.events import CorrectionAsked, CorrectionDecided, CorrectionWithdrawn
from dangjian.directory.members.models import CorrectionRequest, Person
from dangjian.directory.members.permissions import ASK_CORRECTION, DECIDE_CORRECTION, FOLLOW_CONSENT
from dangjian.foundation.consents.gate import require_consent
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.files import attach, detach
from dangjian.kernel.files.purposes import purpose_of

EVIDENCE = "directory.members.correction_evidence"
"""Code of the files that prove a correction, and of the optional use they are kept for."""


@command(DECIDE_CORRECTION)
def note_corrections_seen(unit: Unit, *, correction_ids: Sequence[UUID]) -> None:
    """Note whose old and new values were shown to whoever decides: the members read it in “谁看过我的信息”
    (SEC-AUD-01)."""
    rows = CorrectionRequest.objects.filter(pk__in=correction_ids).select_related("person")
    for person in {row.person_id: row.person for row in rows}.values():
        unit.note("查看更正申请的内容", about=person)


def _parse(field: str, text: str) -> Any:
    kind = BY_NAME[field].kind
    if kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise BadInput("directory.correction.date", "日期格式应为 2026-11-21。", field="new_value") from error
    if kind == "bool":
        if text not in {"true", "false"}:
            raise BadInput("directory.correction.bool", "请选择是或否。", field="new_value")
        return text == "true"
    if kind == "choice":
        known = getattr(Person._meta.get_field(field), "choices", None)
        if known and text not in {value for value, _ in known}:
            raise BadInput("directory.correction.choice", "请从给定的选项中选择。", field="new_value")
    maximum = getattr(Person._meta.get_field(field), "max_length", None)
    if maximum and len(text) > maximum:
        raise BadInput("directory.correction.too_long", f"内容太长，最多 {maximum} 个字。", field="new_value")
    return text


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


@command(ASK_CORRECTION)
def ask_correction(
    unit: Unit, *, field: str, new_value: str, reason: str, evidence_file_id: UUID | None = None
) -> CorrectionRequest:
    """A member asks to have one field of the own record corrected.

    Raises BadInput for a field that is not corrected this way or a value of the wrong form, Conflict while the same
    field waits for a decision, NotAllowed for a file of proof without consent to keep it (SEC-PI-02).
    """
    if unit.actor.person_id is None:
        raise NotAllowed("directory.correction.no_record", "您的账号没有关联党员信息，请联系党务工作者。")
    wanted = BY_NAME.get(field)
    if wanted is None or not wanted.correctable:
        raise BadInput("directory.correction.field", "此项不能由本人申请更正，请联系支部。", field="field")
    if evidence_file_id is not None:
        require_consent(EVIDENCE)
    value = _parse(field, new_value.strip())
    person = unit.get(Person, unit.actor.person_id, lock=False)
    current = getattr(person, field)
    plain = current.reveal() if wanted.is_sensitive and current else current
    if _shown(plain) == _shown(value):
        raise BadInput("directory.correction.same", "新内容与现在登记的一致，无需更正。", field="new_value")
    if CorrectionRequest.objects.filter(person=person, field=field, state=CorrectionState.PENDING).exists():
        raise Conflict("directory.correction.waiting", f"“{wanted.title}”已有待审核的更正申请，可先撤回再重新提交。")
    request = unit.create(
        CorrectionRequest(
            person=person,
            person_name=person.name,
            org_path=person.org_path,
            field=field,
            old_text=_shown(plain),
            new_text=_shown(value),
            reason=reason,
            evidence_file_id=evidence_file_id,
            asked_at=unit.now,
        )
    )
    if evidence_file_id is not None:
        attach(unit, purpose=purpose_of(EVIDENCE), owner_id=request.pk, file_ids=[evidence_file_id])
    unit.emit(
        CorrectionAsked(
            aggregate_id=request.id,
            person_id=person.id,
            person_name=person.name,
            organisation_id=person.organisation_id,
            field_title=wanted.title,
        )
    )
    return request


@command(ASK_CORRECTION)
def withdraw_correction(unit: Unit, *, correction_id: UUID) -> CorrectionRequest:
    """The member takes a waiting request back."""
    request = unit.get(CorrectionRequest, correction_id)
    _must_wait(request)
    _forget_evidence(unit, request)
    unit.update(request, state=CorrectionState.WITHDRAWN, decided_at=unit.now, decided_by=unit.actor.name)
    unit.emit(CorrectionWithdrawn(aggregate_id=request.id, person_id=request.person_id))
    return request


@command(FOLLOW_CONSENT)
def forget_evidence(unit: Unit, *, person_id: UUID) -> int:
    """The person withdrew the consent: no file of proof is kept any more, decided or not. Returns how many; may run
    twice."""
    rows = CorrectionRequest.objects.unscoped("the person's own files, whose consent ended").filter(
        person_id=person_id, evidence_file_id__isnull=False
    )
    found = list(rows)
    for request in found:
        _forget_evidence(unit, request)
    return len(found)


def _forget_evidence(unit: Unit, request: CorrectionRequest) -> None:
    if request.evidence_file_id is not None:
        detach(unit, gone_ids=[request.evidence_file_id], owner_id=request.pk)
        unit.update(request, evidence_file_id=None)


@command(DECIDE_CORRECTION)
def decide_correction(unit: Unit, *, correction_id: UUID, approve: bool, note: str) -> CorrectionRequest:
    """The branch accepts a correction (the record changes at once) or refuses it with a reason.

    Nobody decides on the own request. Raises Conflict when it was decided before, BadInput for a refusal without a
    reason or a value that contradicts the rest of the record.
    """
    request = unit.get(CorrectionRequest, correction_id)
    _must_wait(request)
    if request.person_id == unit.actor.person_id:
        raise NotAllowed("directory.correction.own", "本人的更正申请须由支部其他负责人或上级审核。")
    if not approve and not note.strip():
        raise BadInput("directory.correction.reason", "不采纳时请写明理由，本人会看到。", field="note")
    title = BY_NAME[request.field].title
    if approve:
        person: Person = Person.objects.get(pk=request.person_id)
        value = _parse(request.field, request.new_text.reveal() if request.new_text else "")
        apply_changes(unit, person, values={request.field: value}, source="self", source_ref=str(request.id))
    state = CorrectionState.APPROVED if approve else CorrectionState.REFUSED
    unit.update(request, state=state, decided_at=unit.now, decided_by=unit.actor.name, decision_note=note)
    unit.emit(
        CorrectionDecided(
            aggregate_id=request.id, person_id=request.person_id, field_title=title, approved=approve, note=note
        )
    )
    return request


def _must_wait(request: CorrectionRequest) -> None:
    if request.state != CorrectionState.PENDING:
        raise Conflict("directory.correction.decided", f"此申请已处理（{request.get_state_display()}），请刷新查看。")
