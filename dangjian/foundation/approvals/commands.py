"""Asking others to agree, agreeing or refusing, and fetching a consent (SEC-AC-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from dangjian.foundation.approvals.events import ApprovalRequested
from dangjian.foundation.approvals.models import Approval, ApprovalRequest, ApprovalState
from dangjian.foundation.approvals.permissions import (
    ASK_KEY_DESTRUCTION,
    DECIDE_APPROVAL,
    FROM_COMMANDS,
    OWN_APPROVALS,
)
from dangjian.foundation.approvals.registry import matter_of
from dangjian.foundation.duties.commands import close_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn
from dangjian.kernel.models.keys import DataKey
from dangjian.kernel.permissions import registry

LASTS = timedelta(days=7)
"""How long a request waits, and how long a consent may be used."""
APPROVAL_SOURCE = "foundation.approvals.request"
DESTROY_KEY = "kernel.key.destroy"


@command(FROM_COMMANDS)
def ask_approval(
    unit: Unit,
    *,
    kind: str,
    title: str,
    reason: str,
    needs: Iterable[str],
    details: str = "",
    params: Mapping[str, Any] | None = None,
    subject_ref: str = "",
) -> ApprovalRequest:
    """Ask for the consent of somebody of each of the roles `needs`; the caller's command has checked who may ask.

    Raises LookupError for an unknown kind, Conflict while the same waits already.
    """
    matter_of(kind)
    account_id = unit.actor.account_id
    if account_id is None:
        raise NotSignedIn()
    _expire(unit)
    if ApprovalRequest.objects.filter(kind=kind, subject_ref=subject_ref, state=ApprovalState.PENDING).exists():
        raise Conflict("approvals.waiting", "同样的申请正在等待核准，请在“双人核准”中查看。")
    row = ApprovalRequest(
        kind=kind,
        title=title[:160],
        details=details[:400],
        params=dict(params or {}),
        subject_ref=subject_ref,
        needs=",".join(sorted(set(needs))),
        account_id=account_id,
        person_id=unit.actor.person_id,
        asker_name=unit.actor.name[:80],
        reason=reason[:200],
        expires_at=unit.now + LASTS,
    )
    unit.create(row, note=f"申请“{row.title}”；理由：{row.reason}")
    unit.emit(ApprovalRequested(row.pk))
    return row


@command(DECIDE_APPROVAL)
def decide_approval(unit: Unit, *, request_id: UUID, agreed: bool, note: str) -> ApprovalRequest:
    """Agree to a request or refuse it. With the last consent that it needs it is carried out at once.

    Raises Conflict for one's own request, one that is over, and where one's role is not among those needed.
    """
    row = unit.get(ApprovalRequest, request_id)
    if unit.actor.account_id is None:
        raise NotSignedIn()
    if row.account_id == unit.actor.account_id or (row.person_id and row.person_id == unit.actor.person_id):
        raise Conflict("approvals.own_request", "不能核准自己的申请，须由另一位管理员核准。")
    if row.state != ApprovalState.PENDING or unit.now >= row.expires_at:
        raise Conflict("approvals.over", "该申请已办结或已过期，请刷新查看；如仍需要请重新申请。")
    needed = set(row.needs.split(","))
    role = next((grant.role for grant in unit.actor.grants if grant.role in needed), None)
    if role is None:
        titles = "、".join(role.title for code, role in registry.roles().items() if code in needed)
        raise Conflict("approvals.not_yours", f"该申请须由{titles}核准。")
    unit.create(
        Approval(
            request=row,
            account_id=unit.actor.account_id,
            person_id=unit.actor.person_id,
            decided_by=unit.actor.name[:80],
            role=role,
            is_agreed=agreed,
            note=note,
        ),
        note=f"{'同意' if agreed else '不同意'}“{row.title}”（申请人 {row.asker_name}）",
    )
    _close_todo(unit, row, own=agreed and len(needed) > 1, note=note)
    if not agreed:
        return _finish(unit, row, ApprovalState.REFUSED, f"“{row.title}”未核准", note)
    needed.discard(role)
    if needed:
        return unit.update(row, needs=",".join(sorted(needed)))
    return _carry_out(unit, row)


def _carry_out(unit: Unit, row: ApprovalRequest) -> ApprovalRequest:
    matter = matter_of(row.kind)
    unit.update(row, needs="")
    if matter.carry_out is None:
        return _finish(unit, row, ApprovalState.AGREED, f"“{row.title}”已核准", f"请在 {LASTS.days} 天内执行。")
    matter.carry_out(agreed_by=_agreed_by(row), **row.params)
    return _finish(unit, row, ApprovalState.DONE, f"“{row.title}”已核准并执行", "可在“双人核准”中查看。")


def _agreed_by(row: ApprovalRequest) -> str:
    """Names of those who agreed."""
    names = Approval.objects.filter(request=row, is_agreed=True).order_by("created_at", "id")
    return "、".join(names.values_list("decided_by", flat=True))


def _finish(unit: Unit, row: ApprovalRequest, state: ApprovalState, title: str, text: str) -> ApprovalRequest:
    unit.update(row, state=state, finished_at=unit.now)
    if row.person_id is not None:
        send_message(
            person_ids=[row.person_id],
            kind="approval",
            title=title[:120],
            text=text,
            subject_kind="approval",
            subject_id=row.pk,
            dedupe_key=f"approval.{row.pk}.{state}",
        )
    return row


def _close_todo(unit: Unit, row: ApprovalRequest, *, own: bool, note: str) -> None:
    """The todo of the one who agreed, or everybody's when the matter is decided."""
    close_todo(
        source=APPROVAL_SOURCE,
        source_ref=str(row.pk),
        person_id=unit.actor.person_id if own else None,
        done_by=unit.actor.person_id,
        done_by_name=unit.actor.name,
        note=note,
    )


@command(OWN_APPROVALS)
def withdraw_approval(unit: Unit, *, request_id: UUID) -> ApprovalRequest:
    """Take one's own request back. Raises NotFound for another's, Conflict when it is over."""
    row: ApprovalRequest | None = ApprovalRequest.objects.filter(
        pk=request_id, account_id=unit.actor.account_id
    ).first()
    if row is None:
        raise NotFound()
    if row.state not in {ApprovalState.PENDING, ApprovalState.AGREED}:
        raise Conflict("approvals.over", "该申请已办结或已过期，请刷新查看。")
    _close_todo(unit, row, own=False, note="申请人撤回")
    return unit.update(row, state=ApprovalState.WITHDRAWN, finished_at=unit.now)


@command(ASK_KEY_DESTRUCTION)
def ask_key_destruction(unit: Unit, *, key_id: int, reason: str) -> ApprovalRequest:
    """Ask for a data key that was replaced to be destroyed; the security administrator has to agree, and the key is
    then destroyed at the server by `manage.py keys destroy`. Raises BadInput for a key that is not there, or in use."""
    key = DataKey.objects.filter(key_id=key_id, tenant_id=unit.tenant_id).first()
    if key is None or key.state != DataKey.DECRYPT_ONLY:
        raise BadInput(
            "approvals.key", "没有这个已停用的密钥，请用 manage.py keys inventory 查看编号。", field="key_id"
        )
    return ask_approval(
        kind=DESTROY_KEY,
        title=f"销毁数据密钥 {key.domain} 第 {key.generation} 代（编号 {key.key_id}）",
        details="由它加密的内容从此不能打开。核准后 7 天内在服务器上执行，执行前再次检查已没有数据和备份需要它。",
        reason=reason,
        needs=["security_administrator"],
        subject_ref=str(key_id),
    )


@command(FROM_COMMANDS)
def take_approval(unit: Unit, *, kind: str, subject_ref: str) -> tuple[str, str] | None:
    """Use a consent up: who asked and who agreed, or None where nobody did or it is too old. Answers
    `approvals.take`."""
    row: ApprovalRequest | None = (
        ApprovalRequest.objects.select_for_update()
        .filter(kind=kind, subject_ref=subject_ref, state=ApprovalState.AGREED, finished_at__gt=unit.now - LASTS)
        .first()
    )
    if row is None:
        return None
    names = row.asker_name, _agreed_by(row)
    unit.update(row, state=ApprovalState.DONE, finished_at=unit.now)
    return names


@command(FROM_COMMANDS)
def expire_approvals(unit: Unit) -> int:
    """End requests that nobody decided in time, and consents that nobody used. Returns how many. May run twice."""
    return _expire(unit)


def _expire(unit: Unit) -> int:
    late = list(ApprovalRequest.objects.filter(state=ApprovalState.PENDING, expires_at__lte=unit.now)[:500])
    late += ApprovalRequest.objects.filter(state=ApprovalState.AGREED, finished_at__lte=unit.now - LASTS)[:500]
    for row in late:
        unit.update(row, state=ApprovalState.EXPIRED, finished_at=unit.now)
        close_todo(source=APPROVAL_SOURCE, source_ref=str(row.pk), is_done=False, note="申请已过期")
    return len(late)
