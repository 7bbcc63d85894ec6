"""Finding what is over, agreeing to its erasure, erasing with a signed record; holds."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.foundation.exports.commands import drop_exports
from dangjian.foundation.printing.commands import drop_prints
from dangjian.identity.accounts.commands.erasing import erase_account
from dangjian.identity.accounts.models import Account
from dangjian.kernel.clock import add_months, at_local, utc_text
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from dangjian.kernel.parameters import Parameter
from dangjian.kernel.privacy.terms import Keeping
from dangjian.ops.retention import finding
from dangjian.ops.retention.models import LegalHold, ProposalState, RetentionProposal
from dangjian.ops.retention.permissions import APPROVE_RETENTION, HOLD_RETENTION, PROPOSE
from dangjian.ops.retention.signing import digest_of, signed

BULK_ROWS = Parameter(
    key="retention.bulk_rows",
    title="清理超过多少条须两人核准",
    note="到期数据一次清理超过这个条数时，须由两位管理员先后核准。",
    group="个人信息保护",
    kind="integer",
    default=50,
    unit="条",
    minimum=0,
    maximum=500,
)
AFTER_LEAVING = Parameter(
    key="retention.months_after_leaving",
    title="离开后账号数据保留月数",
    note="人员离开后账号即停用；消息、收藏的筛选等账号数据再保留这么久。党员档案和工作记录不受影响。",
    group="个人信息保护",
    kind="integer",
    default=12,
    unit="个月",
    minimum=1,
    maximum=36,
)
MOST_ROWS = 500
"""Rows of one proposal; the rest is proposed when it is done."""
MOST_ACCOUNTS = 200
"""Accounts proposed in one night."""
QUIET_MONTHS = 3
"""What was refused is not proposed again before."""
_WAITING = (ProposalState.OPEN, ProposalState.FIRST)


@command(PROPOSE)
def propose_due(unit: Unit) -> int:
    """Propose rows whose term is over, one proposal a table, and accounts of people who left long ago. Runs daily.

    Returns how many proposals were made; running twice makes none.
    """
    made = 0
    holds = finding.active_holds(unit.today)
    for declared in finding.tables(Keeping.TIMED):
        label = declared.model._meta.label
        if _is_proposed(unit, RetentionProposal.objects.filter(table=label)):
            continue
        ids = list(finding.over(declared, unit.today, holds).order_by("pk").values_list("pk", flat=True)[:MOST_ROWS])
        if ids:
            unit.create(
                RetentionProposal(
                    kind=RetentionProposal.TIMED,
                    table=label,
                    reason=f"{declared.purpose}：{declared.retention}，已到期",
                    row_ids=[str(row_id) for row_id in ids],
                    row_count=len(ids),
                    tables={label: len(ids)},
                    proposed_at=unit.now,
                )
            )
            made += 1
    return made + _propose_left(unit)


def _is_proposed(unit: Unit, rows: Any) -> bool:
    """Whether it waits, or was refused not long ago."""
    quiet = at_local(add_months(unit.today, -QUIET_MONTHS))
    refused = rows.filter(state=ProposalState.REFUSED, decided_at__gt=quiet)
    return bool(rows.filter(state__in=_WAITING).exists() or refused.exists())


def _propose_left(unit: Unit) -> int:
    last = add_months(unit.today, -AFTER_LEAVING.value())
    left = Person.objects.unscoped("people who left, wherever they were").filter(
        register_state=RegisterState.LEFT, left_on__lt=last
    )
    accounts = Account.objects.unscoped("accounts of people who left").filter(
        disabled_at__isnull=False, person_id__in=left.values("pk")
    )
    known = RetentionProposal.objects.filter(account_id__isnull=False).values("account_id")
    made = 0
    for account in accounts.exclude(pk__in=known).order_by("pk")[:MOST_ACCOUNTS]:
        made += propose_account(
            account_id=account.pk, reason=f"离开已满 {AFTER_LEAVING.value()} 个月，账号数据到期", due_on=None
        )
    return made


@command(PROPOSE)
def propose_account(unit: Unit, *, account_id: UUID, reason: str, due_on: date | None) -> int:
    """Propose to erase what is kept as long as an account is used, and the account. Returns 0 when it is proposed."""
    if RetentionProposal.objects.filter(account_id=account_id).exclude(state=ProposalState.REFUSED).exists():
        return 0
    account = Account.objects.unscoped("the account that is closed").get(pk=account_id)
    counts = {declared.model._meta.label: rows.count() for declared, rows in _account_rows(account)}
    counts = {label: count for label, count in counts.items() if count}
    counts[Account._meta.label] = 1
    unit.create(
        RetentionProposal(
            kind=RetentionProposal.ACCOUNT,
            account_id=account.pk,
            person_id=account.person_id,
            reason=reason[:200],
            row_count=sum(counts.values()),
            tables=counts,
            proposed_at=unit.now,
            due_on=due_on,
        )
    )
    return 1


def _account_rows(account: Account) -> list[tuple[Any, Any]]:
    return list(finding.of_account(account.pk, account.person_id))


@command(APPROVE_RETENTION)
def approve_proposal(unit: Unit, *, proposal_id: UUID) -> RetentionProposal:
    """Agree to an erasure; with many rows a second person has to, and only then anything is erased.

    Raises NotAllowed for the second agreement by the same person, Conflict when it is decided or held.
    """
    row = unit.get(RetentionProposal, proposal_id)
    _require_waiting(row)
    if row.account_id == unit.actor.account_id:
        raise NotAllowed("retention.own", "不能核准清理自己的账号，请由另一位管理员核准。")
    if row.first_by_id == unit.actor.account_id:
        raise NotAllowed("retention.same_person", "您已核准过，须由另一位管理员再次核准。")
    if row.first_by_id is None and row.row_count > BULK_ROWS.value():
        return unit.update(
            row,
            state=ProposalState.FIRST,
            first_by_id=unit.actor.account_id,
            first_by=unit.actor.name[:80],
            note="第一人核准",
        )
    if row.first_by_id is None:
        return _erase(unit, row, first_by_id=unit.actor.account_id, first_by=unit.actor.name[:80])
    return _erase(unit, row, second_by=unit.actor.name[:80])


@command(APPROVE_RETENTION)
def refuse_proposal(unit: Unit, *, proposal_id: UUID, note: str) -> RetentionProposal:
    """Keep the rows for now, with a reason; they are proposed again after three months."""
    row = unit.get(RetentionProposal, proposal_id)
    _require_waiting(row)
    return unit.update(row, state=ProposalState.REFUSED, decided_at=unit.now, note=note, row_ids=[])


def _require_waiting(row: RetentionProposal) -> None:
    if row.state not in _WAITING:
        raise Conflict("retention.decided", "这项清理已经处理过了，请刷新页面。")


def _erase(unit: Unit, row: RetentionProposal, **agreed: Any) -> RetentionProposal:
    """Erase, sign the record and keep it. `agreed`: who has just agreed, as the row shall name them."""
    names = [agreed.get(side, getattr(row, side)) for side in ("first_by", "second_by")]
    erased = _erase_account(unit, row) if row.kind == RetentionProposal.ACCOUNT else _erase_rows(unit, row)
    text, signature, key_id = signed(
        {
            "proposal": str(row.pk),
            "tenant": str(unit.tenant_id),
            "kind": row.kind,
            "reason": row.reason,
            "erased": erased,
            "subject": str(row.account_id or ""),
            "ids_sha256": digest_of(row.row_ids),
            "proposed_at": utc_text(row.proposed_at),
            "approved_by": [name for name in names if name],
            "erased_at": utc_text(unit.now),
        }
    )
    unit.note(f"清理记录：{text}；签名 {signature.hex()}；密钥 {key_id}", about=row)
    return unit.update(
        row,
        state=ProposalState.DONE,
        decided_at=unit.now,
        row_ids=[],
        row_count=sum(erased.values()),
        tables=erased,
        record=text,
        signature=signature,
        key_id=key_id,
        **agreed,
    )


def _erase_rows(unit: Unit, row: RetentionProposal) -> dict[str, int]:
    """What was proposed and is still over and not held: a hold that came in between wins."""
    try:
        declared = finding.table_of(row.table, Keeping.TIMED)
    except LookupError:
        raise Conflict("retention.not_erasable", "这类数据现在不能清理（保存期限已改），请选择暂不清理。") from None
    rows = finding.over(declared, unit.today, finding.active_holds(unit.today)).filter(pk__in=row.row_ids)
    return {row.table: unit.delete_many(rows, note=f"到期清理：{row.reason}")}


def _erase_account(unit: Unit, row: RetentionProposal) -> dict[str, int]:
    assert row.account_id is not None  # proposals of this kind name one
    holds = finding.holds_on(row.account_id, row.person_id, unit.today)
    if holds:
        raise Conflict("retention.held", f"“{holds[0].title}”保全至 {holds[0].until}，期间不能清理。")
    account = Account.objects.unscoped("the account that is erased").get(pk=row.account_id)
    if account.disabled_at is None:
        raise Conflict("retention.in_use", "账号又在使用，不能清理。请不核准并写明原因。")
    erased = {}
    drop_exports(account_id=account.pk)
    drop_prints(account_id=account.pk)
    for declared, rows in _account_rows(account):
        count = unit.delete_many(rows, note="账号注销，清理账号数据")
        if count:
            erased[declared.model._meta.label] = count
    erase_account(account_id=account.pk)
    return {**erased, Account._meta.label: 1}


@command(HOLD_RETENTION)
def place_hold(
    unit: Unit, *, title: str, reason: str, until: date, account_id: UUID | None = None, table: str = ""
) -> LegalHold:
    """Keep everything of one account and its person, or one table, until a day, whatever its term says.

    Raises BadInput without exactly one of both, for a day in the past, or a table that no programme erases.
    """
    if bool(account_id) == bool(table):
        raise BadInput("retention.hold.what", "请选择一个账号，或者一类数据。", field="account_id")
    if until < unit.today:
        raise BadInput("retention.hold.past", "保全的截止日期不能早于今天。", field="until")
    person_id = None
    if account_id is not None:
        account = Account.objects.unscoped("whoever is held").filter(pk=account_id).first()
        if account is None:
            raise NotFound("retention.hold.account", "没有找到这个账号，请重新选择。")
        person_id = account.person_id
    else:
        known = {d.model._meta.label for kind in (Keeping.TIMED, Keeping.ACCOUNT) for d in finding.tables(kind)}
        if table not in known:
            raise BadInput("retention.hold.table", "这类数据不会被清理，不用保全。", field="table")
    return unit.create(
        LegalHold(
            account_id=account_id,
            person_id=person_id,
            table=table,
            title=title,
            reason=reason,
            until=until,
            held_by=unit.actor.name[:80],
        )
    )


@command(HOLD_RETENTION)
def end_hold(unit: Unit, *, hold_id: UUID, reason: str) -> LegalHold:
    """End a hold before its day, with a reason. Raises Conflict when it has ended."""
    row = unit.get(LegalHold, hold_id)
    if row.ended_at is not None:
        raise Conflict("retention.hold.ended", "这项保全已经解除。")
    return unit.update(row, ended_at=unit.now, ended_by=unit.actor.name[:80], end_reason=reason)
