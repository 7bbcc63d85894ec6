"""Notices to the home branch and its report: read by some, one withdrawn, one replaced, one a draft."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.documents.commands import (
    distribute,
    draft_document,
    read_document,
    send_document,
    withdraw_document,
)
from dangjian.work.documents.commands.drafting import Draft
from dangjian.work.documents.models import Receipt

_THEME = (
    "各党支部：\n\n请围绕“立足岗位作贡献”开展主题党日活动，学习研讨与志愿服务相结合，本月底前完成，活动情况在平台登记。"
)
_FEES = "各党支部：\n\n请在每月 20 日前完成当月党费收交，核对后按规定上缴。"
_REPORT = (
    "本月召开支部党员大会一次、支部委员会一次，开展主题党日一次，到会率 94%。党员先锋岗完成设备抢修两次。特此报告。"
)


@command(LOAD_DEMO)
def load_documents(unit: Unit, *, loaded: Loaded) -> int:
    """Write six documents; returns how many, none where the home branch has no committee above or no officers."""
    branch = loaded.orgs.get(HOME_BRANCH)
    above = branch.parent if branch is not None else None
    officer = _at(branch) if branch is not None else None
    if branch is None or above is None or officer is None:
        return 0
    committee = _at(above) or officer
    committee = Actor(
        kind="person", tenant_id=unit.tenant_id, name=committee.name, person_id=committee.person_id, surface="console",
        grants=(Grant("office", above.pk, above.org_path, subtree=True),),
    )  # fmt: skip
    today = unit.today
    theme = _sent(
        unit, committee, above, today - timedelta(days=2), _to(branch, "关于开展主题党日活动的通知", _THEME, "members")
    )
    _read(unit, theme, part=0.6, day=today - timedelta(days=1))
    first = _sent(
        unit, committee, above, today - timedelta(days=9), _to(branch, "关于党费收交的通知", _FEES, "officers")
    )
    replacing = _to(branch, "关于党费收交的通知（更正）", _FEES.replace("20 日", "25 日"), "officers")
    _sent(unit, committee, above, today - timedelta(days=7), replacing, supersedes=first)
    gone = _sent(
        unit,
        committee,
        above,
        today - timedelta(days=5),
        _to(branch, "关于召开座谈会的通知", "请派一人参加座谈会。", "officers"),
    )
    with frozen(today - timedelta(days=4)), acting_as(committee):
        withdraw_document(document_id=gone, reason="会议改期，另行通知")
    report = Draft(kind="report", title="关于组织生活开展情况的报告", body=_REPORT)
    _read(unit, _sent(unit, officer, branch, today - timedelta(days=3), report), part=1, day=today - timedelta(days=2))
    with acting_as(officer):
        later = Draft(kind="report", title="关于党员先锋岗工作的报告", body="本季度党员先锋岗工作情况如下：")
        draft_document(organisation_id=branch.pk, draft=later)
    return 6


def _to(branch: Organisation, title: str, body: str, audience: str) -> Draft:
    return Draft(kind="notice", title=title, body=body, target_ids=[branch.pk], audience=audience)


def _at(place: Organisation) -> Actor | None:
    """Whoever holds the first post of an organisation."""
    rows = PostHolding.objects.filter(organisation=place, ended_on=None).order_by("sort", "id")
    row: PostHolding | None = rows.first()
    if row is None:
        return None
    return Actor(
        kind="person", tenant_id=place.tenant_id, name=row.person_name, person_id=row.person_id, surface="console",
        grants=(Grant("branch_secretary", place.pk, place.org_path, subtree=False),),
    )  # fmt: skip


def _sent(
    unit: Unit, who: Actor, place: Organisation, day: date, draft: Draft, *, supersedes: UUID | None = None
) -> UUID:
    with frozen(day):
        with acting_as(who):
            row = draft_document(organisation_id=place.pk, draft=draft, supersedes_id=supersedes)
            send_document(document_id=row.pk, expected_version=row.version)
        distribute(document_id=row.pk)
    return row.pk


def _read(unit: Unit, document_id: UUID, *, part: float, day: date) -> None:
    """The first readers by name have read."""
    rows = list(Receipt.objects.filter(document_id=document_id).order_by("person_name", "pk"))
    for row in rows[: round(len(rows) * part)]:
        reader = Actor(kind="person", tenant_id=unit.tenant_id, name=row.person_name, person_id=row.person_id)
        with frozen(day), acting_as(reader):
            read_document(document_id=document_id)
