"""What is wrong with the set-up of an organisation (organizations.md, section 9): pure checks, rule by rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.rules.terms import latest_extension, remind_from
from dangjian.kernel.clock import add_months


class Severity(StrEnum):
    """How serious a finding is."""

    WARNING = "warning"
    BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that hold on the day of the check."""

    branch_full: int = 3
    committee_from: int = 7
    committee_min: int = 3
    committee_usual: int = 5
    committee_max: int = 7
    branch_members: int = 50
    general_branch_from: int = 50
    committee_members_from: int = 100
    joint_units: int = 5
    vacancy_months: int = 3
    standing_months: int = 12
    extension_months: int = 12
    reminder_months: int = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one organisation. `full` are full members, `members` full and probationary, none suspended;
    for an organisation with others under it both count the whole subtree."""

    org_kind: str
    branch_kind: str = ""
    full: int = 0
    members: int = 0
    committee: int = 0
    """Persons in committee posts, each once."""
    has_committee_members: bool = False
    """Somebody holds a committee post other than secretary and deputy."""
    has_secretary: bool = False
    secretary_vacant_since: date | None = None
    has_discipline_member: bool = False
    secretary_confirmed_on: date | None = None
    units: int = 0
    term_end: date | None = None
    term_extended_until: date | None = None
    reminded: bool = False
    planned_end_on: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `rule_keys` name the rules whose clauses are shown with it."""

    rule_id: str
    severity: Severity
    text: str
    advice: str
    rule_keys: tuple[str, ...] = field(default_factory=tuple)


HOME_ELSEWHERE = frozenset({BranchKind.JOINT, BranchKind.TEMPORARY, BranchKind.FUNCTIONAL, BranchKind.MOBILE})
"""Branches not measured by their own full members: covered units, or members whose relation lies elsewhere."""
_NO_TERM = frozenset({BranchKind.TEMPORARY, BranchKind.FUNCTIONAL})


def check(facts: Facts, limits: Limits, today: date) -> list[Finding]:
    """All findings for one organisation, in the order of the rules."""
    return [finding for rule in _RULES if (finding := rule(facts, limits, today)) is not None]


def _r01(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """Branch with fewer than three full members (支部工作条例 第四条); joint, temporary … branches are exempt."""
    if facts.org_kind != OrgKind.BRANCH or facts.branch_kind in HOME_ELSEWHERE or facts.full >= limits.branch_full:
        return None
    return Finding(
        "ORG-R01",
        Severity.BREACH,
        f"正式党员 {facts.full} 人，不足 {limits.branch_full} 人。",
        "请与邻近单位合并，或改设联合党支部。",
        ("org.branch.full_members",),
    )


def _r02(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """Seven full members or more need a committee (支部工作条例 第二十条)."""
    if facts.org_kind != OrgKind.BRANCH or facts.branch_kind in _NO_TERM or facts.full < limits.committee_from:
        return None
    if facts.has_committee_members or facts.committee >= limits.committee_min:
        return None
    return Finding(
        "ORG-R02",
        Severity.BREACH,
        f"正式党员 {facts.full} 人，尚未设立支部委员会。",
        "请组织选举支部委员会，并登记委员任职。",
        ("org.branch.committee_from",),
    )


def _r03(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A branch committee has three to five persons, at most seven (支部工作条例 第二十条)."""
    if facts.org_kind != OrgKind.BRANCH or not facts.has_committee_members:
        return None
    if limits.committee_min <= facts.committee <= limits.committee_usual:
        return None
    over = facts.committee > limits.committee_max
    return Finding(
        "ORG-R03",
        Severity.BREACH if over else Severity.WARNING,
        f"支部委员会现有 {facts.committee} 人。",
        "请补选委员。" if facts.committee < limits.committee_min else "请在换届时调整委员职数。",
        ("org.branch_committee_size",),
    )


def _r04(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A branch normally has no more than fifty members (支部工作条例 第四条)."""
    if facts.org_kind != OrgKind.BRANCH or facts.members <= limits.branch_members:
        return None
    return Finding(
        "ORG-R04",
        Severity.WARNING,
        f"党员 {facts.members} 人，超过 {limits.branch_members} 人。",
        "请拆分党支部，或报上级改设党总支。",
        ("org.branch.max_members",),
    )


def _r05(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """50 members or more: general branch; 100 or more: committee (国有企业基层组织工作条例 第四条)."""
    if facts.org_kind not in {OrgKind.BRANCH, OrgKind.GENERAL_BRANCH}:
        return None
    if facts.members >= limits.committee_members_from:
        text, advice = "达到设立党委的人数。", "请报上级党组织研究设立党委。"
    elif facts.members >= limits.general_branch_from and facts.org_kind == OrgKind.BRANCH:
        text = "达到设立党总支的人数。"
        advice = "请报上级党组织研究设立党总支。"
        if facts.members <= limits.branch_members:
            advice = "党支部人数仍在上限之内，设党总支或保留党支部由上级党组织决定。"
    else:
        return None
    return Finding("ORG-R05", Severity.WARNING, f"党员 {facts.members} 人，{text}", advice, ("org.size",))


def _r06(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A joint branch normally covers no more than five units (支部工作条例 第五条)."""
    if facts.branch_kind != BranchKind.JOINT or facts.units <= limits.joint_units:
        return None
    return Finding(
        "ORG-R06",
        Severity.WARNING,
        f"联合党支部覆盖 {facts.units} 个单位，超过 {limits.joint_units} 个。",
        "请分设联合党支部，或为符合条件的单位单独建立党支部。",
        ("org.joint.max_units",),
    )


def _has_term(facts: Facts) -> bool:
    return facts.org_kind != OrgKind.PARTY_GROUP and facts.branch_kind not in _NO_TERM


def _r07(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """The term is over and no extension approved (选举工作条例 第三条). The day of expiry itself is still in time."""
    if not _has_term(facts) or facts.term_end is None or today <= facts.term_end:
        return None
    if facts.term_extended_until is not None and today <= facts.term_extended_until:
        return None
    return Finding(
        "ORG-R07",
        Severity.BREACH,
        f"任期于 {facts.term_extended_until or facts.term_end} 届满，尚未换届。",
        "请尽快报送换届请示；确需延期的，须经上级党组织批准后登记。",
        ("org.term_years", "org.term_extension_months"),
    )


def _r08(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """An extension is at most one year (选举工作条例 第三条)."""
    if not _has_term(facts) or facts.term_end is None or facts.term_extended_until is None:
        return None
    if facts.term_extended_until <= latest_extension(facts.term_end, limits.extension_months):
        return None
    return Finding(
        "ORG-R08",
        Severity.BREACH,
        f"延期至 {facts.term_extended_until}，超过届满后 {limits.extension_months} 个月。",
        "请立即组织换届，并向上级党组织说明情况。",
        ("org.term_extension_months",),
    )


def _r09(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """The secretary's post is vacant: warning at once, breach after a set time (支部工作条例 第二十一条)."""
    if facts.org_kind == OrgKind.PARTY_GROUP or facts.has_secretary:
        return None
    since = facts.secretary_vacant_since
    late = since is not None and today > add_months(since, limits.vacancy_months)
    return Finding(
        "ORG-R09",
        Severity.BREACH if late else Severity.WARNING,
        f"书记空缺（自 {since}）。" if since else "尚未登记书记。",
        "请及时补选；确有必要时由上级党组织任命。",
        ("org.secretary_vacancy_months",),
    )


def _r10(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A branch committee and a general branch have a discipline member."""
    needs = facts.org_kind == OrgKind.GENERAL_BRANCH or (
        facts.org_kind == OrgKind.BRANCH and facts.has_committee_members
    )
    if not needs or facts.has_discipline_member:
        return None
    return Finding(
        "ORG-R10", Severity.WARNING, "未设纪检委员。", "请明确一名委员担任纪检委员。", ("org.discipline_member",)
    )


def _r12(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """The superior reminds six months before the term ends (支部工作条例 第二十一条)."""
    if not _has_term(facts) or facts.term_end is None or facts.reminded:
        return None
    if not remind_from(facts.term_end, limits.reminder_months) <= today < facts.term_end:
        return None
    return Finding(
        "ORG-R12",
        Severity.WARNING,
        f"任期将于 {facts.term_end} 届满，尚未发出换届提醒。",
        f"上级党组织应提前 {limits.reminder_months} 个月发函提醒，请补发。",
        ("org.term_reminder_months",),
    )


def _r13(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A project branch past its planned end (支部工作条例 第五条)."""
    if facts.branch_kind != BranchKind.PROJECT or facts.planned_end_on is None or today <= facts.planned_end_on:
        return None
    return Finding(
        "ORG-R13",
        Severity.WARNING,
        f"项目党支部计划期限 {facts.planned_end_on} 已过。",
        "项目结束的请及时撤销党支部并转走党员；项目延长的请更新计划结束日期。",
        ("org.project_end",),
    )


def _r14(facts: Facts, limits: Limits, today: date) -> Finding | None:
    """A branch secretary normally has a year of Party standing (支部工作条例 第二十三条)."""
    if facts.org_kind != OrgKind.BRANCH or not facts.has_secretary or facts.secretary_confirmed_on is None:
        return None
    if today >= add_months(facts.secretary_confirmed_on, limits.standing_months):
        return None
    return Finding(
        "ORG-R14",
        Severity.WARNING,
        f"书记党龄不足 {limits.standing_months} 个月。",
        "一般应由党龄满一年的党员担任书记，请上级党组织核实。",
        ("org.secretary_standing_months",),
    )


_RULES: tuple[Callable[[Facts, Limits, date], Finding | None], ...] = (
    _r01,
    _r02,
    _r03,
    _r04,
    _r05,
    _r06,
    _r07,
    _r08,
    _r09,
    _r10,
    _r12,
    _r13,
    _r14,
)


def check_unit(full: int, has_organisation: bool, minimum: int) -> Finding | None:
    """ORG-R15: a unit with enough full members and no organisation, own or joint (应建未建)."""
    if has_organisation or full < minimum:
        return None
    return Finding(
        "ORG-R15",
        Severity.WARNING,
        f"有正式党员 {full} 人，没有单独或联合的党组织（应建未建）。",
        "请成立党支部，或由联合党支部覆盖后登记对应关系。",
        ("org.should_have_branch",),
    )
