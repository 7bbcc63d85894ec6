"""Requests of the home branch in every state, moved by those who hold them, on days that have passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.process.commands import decide_step, pause_case, return_case, start_case
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.models import Case, StepRun
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.workdays import add_working_days
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded
from dangjian.ops.demo.permissions import LOAD_DEMO

_SUBJECTS: tuple[tuple[str, str, str], ...] = (
    ("关于购置学习资料的请示", "购置学习资料", "本季度集中学习需要购置一批学习资料，拟从支部活动经费列支，请批准。"),
    ("关于组织红色教育的请示", "组织红色教育活动", "拟利用主题党日组织党员到市革命纪念馆开展现场教学，请批准。"),
    ("关于补选支部委员的请示", "补选支部委员", "支部一名委员岗位调整，拟按程序补选支部委员，请批准。"),
    ("关于设立党员先锋岗的请示", "设立党员先锋岗", "拟在关键工序设立三个党员先锋岗，明确职责和考核办法，请批准。"),
    ("关于调整活动场所的请示", "调整党员活动室", "原活动室将用作生产调度，拟调整到办公楼二层东侧会议室，请批准。"),
    ("关于慰问困难党员的请示", "慰问困难党员", "拟在年底前走访慰问两名家庭困难的党员，请批准慰问标准。"),
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who moves the branch's requests."""

    branch: Organisation
    officer: Actor
    secretary: Actor
    above: Actor | None


@command(LOAD_DEMO)
def load_cases(unit: Unit, *, loaded: Loaded) -> int:
    """Write requests in six states. Returns how many; none where the tenant has no home branch with two officers."""
    desk = _desk(loaded)
    if desk is None:
        return 0
    today = unit.today
    for place, (ago, go) in enumerate(_STORIES):
        title, subject, reason = _SUBJECTS[place]
        begun = _working_days_ago(today, ago)
        with frozen(begun), acting_as(desk.officer):
            case = start_case(process_key="request_upward", organisation_id=desk.branch.pk, title=title)
        go(desk, case, begun, {"subject": subject, "reason": reason, "urgency": "normal"})
    return len(_STORIES)


def _desk(loaded: Loaded) -> _Desk | None:
    branch = loaded.orgs.get(HOME_BRANCH)
    if branch is None:
        return None
    secretary = _holder(branch, PostKind.SECRETARY)
    officer = _holder(branch, PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER, PostKind.DISCIPLINE_MEMBER)
    parent = branch.parent
    above = _holder(parent, PostKind.SECRETARY) if parent else None
    return _Desk(branch, officer, secretary, above) if officer and secretary else None


def _holder(organisation: Organisation, *posts: PostKind) -> Actor | None:
    """Whoever holds one of the posts, with the right that comes with it."""
    rows = PostHolding.objects.filter(organisation=organisation, post_kind__in=posts, ended_on=None)
    row: PostHolding | None = rows.order_by("sort", "id").first()
    if row is None:
        return None
    role = "branch_secretary" if row.post_kind == PostKind.SECRETARY else "branch_officer"
    return Actor(
        kind="person",
        tenant_id=organisation.tenant_id,
        name=row.person_name,
        person_id=row.person_id,
        surface="console",
        grants=(Grant(role, organisation.pk, organisation.org_path, subtree=False),),
    )


def _working_days_ago(today: date, count: int) -> date:
    """The first day from which `today` is at least that many working days away."""
    day = today
    while count and add_working_days(day, count + 1) > today:
        day = date.fromordinal(day.toordinal() - 1)
    return day


def _decide(who: Actor, case: Case, day: date, outcome: str, **given: Any) -> None:
    run = StepRun.objects.filter(case=case, state=RunState.OPEN).order_by("seq").values_list("pk", flat=True).get()
    with frozen(day), acting_as(who):
        decide_step(case_id=case.pk, run_id=run, outcome=outcome, **given)


def _drafted(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Only begun."""


def _sent(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Waits for the branch's secretary."""
    _decide(desk.officer, case, begun, "sent", values=filled)


def _consented(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Waits for the one above."""
    _sent(desk, case, begun, filled)
    _decide(desk.secretary, case, add_working_days(begun, 2), "agree", note="情况属实，同意上报。")


def _answered(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Done, where somebody above could answer."""
    _consented(desk, case, begun, filled)
    if desk.above is not None:
        _decide(desk.above, case, add_working_days(begun, 6), "agree", values={"reply": "同意，请按程序办理。"})
        _decide(desk.officer, case, add_working_days(begun, 7), "received")


def _returned(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Sent back to be completed."""
    _sent(desk, case, begun, filled)
    run = StepRun.objects.filter(case=case, state=RunState.OPEN).values_list("pk", flat=True).get()
    with frozen(add_working_days(begun, 2)), acting_as(desk.secretary):
        return_case(case_id=case.pk, run_id=run, to="draft", reason="请补充活动时间和参加人数。")


def _paused(desk: _Desk, case: Case, begun: date, filled: dict[str, Any]) -> None:
    """Waits for something else."""
    _consented(desk, case, begun, filled)
    with frozen(add_working_days(begun, 3)), acting_as(desk.secretary):
        pause_case(case_id=case.pk, reason="等待行政部门确认场地。")


Story = Callable[[_Desk, Case, date, dict[str, Any]], None]
_STORIES: tuple[tuple[int, Story], ...] = (
    *((25, _answered), (6, _consented), (8, _sent), (0, _drafted), (9, _paused), (4, _returned)),
)
"""How many working days ago each was begun, and how far it has come."""
