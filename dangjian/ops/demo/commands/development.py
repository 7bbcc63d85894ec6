"""People of several branches in every stage of development, moved by those who hold the steps on days that passed."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from PIL import Image

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.process.commands import decide_step
from dangjian.foundation.process.commands.deciding import VoteGiven
from dangjian.foundation.process.commands.steps.filing import Given
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.models import StepRun
from dangjian.foundation.process.ports import CASE_FILE
from dangjian.foundation.process.reading import compiled_of
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.files import intake
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded
from dangjian.ops.demo.loading.votes import Body, voted
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.development.commands import follow_case, keep_note, set_plan, start_admission
from dangjian.work.development.models import AdmissionCase, NoteKind
from dangjian.work.life.rules.kinds import MeetingKind, VoteMatter

WORDS = "该同志政治立场坚定，工作积极主动，完成任务较好，群众基础较好。"
ABOVE = frozenset(
    {"file_activist", "target_consent", "pre_review", "pre_approval_talk", "approve_admission", "file_admission"}
    | {"approve_full"}
)
VOTES: dict[str, tuple[MeetingKind, VoteMatter]] = {
    "decide_activist": (MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "decide_target": (MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "committee_review": (MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "branch_vote_admit": (MeetingKind.BRANCH_GENERAL_MEETING, VoteMatter.ADMISSION),
    "approve_admission": (MeetingKind.COMMITTEE_SESSION, VoteMatter.PARTY_COMMITTEE_DECISION),
    "branch_vote_full": (MeetingKind.BRANCH_GENERAL_MEETING, VoteMatter.CONFIRMATION),
    "approve_full": (MeetingKind.COMMITTEE_SESSION, VoteMatter.PARTY_COMMITTEE_DECISION),
}
WAY: tuple[tuple[str, int], ...] = (
    *(("submit_application", 0), ("first_talk", 14), ("decide_activist", 60), ("file_activist", 66)),
    *(("assign_mentors", 70), ("cultivate", 428), ("decide_target", 432), ("target_consent", 436)),
    *(("target_notice", 452), ("assign_introducers", 456), ("political_review", 470), ("target_training", 480)),
    *(("committee_review", 488), ("pre_review", 498), ("fill_membership_form", 505), ("branch_vote_admit", 515)),
    *(("pre_approval_talk", 522), ("approve_admission", 540), ("file_admission", 545), ("assign_to_branch", 546)),
    *(("oath", 552), ("probation_review", 862), ("apply_full", 872), ("full_opinions", 884)),
    *(("branch_vote_full", 888), ("approve_full", 904), ("archive_case", 915)),
)
"""Days after the application on which each step is done."""


LASTING = frozenset({BranchKind.ORDINARY, BranchKind.PROJECT})
"""Kinds of branches that develop members and have officers of their own."""


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody who has come as far as the step before `until`, `ago` days after the last one was done."""

    category: PersonCategory
    until: str
    ago: int = 4

    @property
    def done(self) -> list[tuple[str, int]]:
        """The steps that are done, with their days after the application."""
        return [(step, day) for step, day in WAY if self.until == "end" or day < dict(WAY)[self.until]]

    def begun(self, today: date) -> date:
        """Day of the application."""
        return today - timedelta(days=self.ago + self.done[-1][1])


_APPLICANT, _ACTIVIST, _TARGET = (
    PersonCategory.APPLICANT,
    PersonCategory.ACTIVIST,
    PersonCategory.DEVELOPMENT_TARGET,
)
AT_HOME = (
    *(Story(_APPLICANT, "first_talk", 40), Story(_ACTIVIST, "cultivate", 200)),
    *(Story(_ACTIVIST, "decide_target"), Story(_TARGET, "branch_vote_admit", 12)),
)
ELSEWHERE = (
    *(Story(_APPLICANT, "decide_activist", 20), Story(_TARGET, "target_notice", 3)),
    *(Story(_TARGET, "target_training", 5), Story(_TARGET, "probation_review", 150)),
    *(Story(_TARGET, "branch_vote_full", 6), Story(_TARGET, "end", 30)),
)


@dataclass
class _Desk:
    """Who moves the steps of a branch, and who votes."""

    unit: Unit
    branch: Organisation
    approver: Organisation
    below: Actor
    above: Actor
    members: list[Person] = field(default_factory=list)
    committee: list[Person] = field(default_factory=list)
    session: list[Person] = field(default_factory=list)


@command(LOAD_DEMO)
def load_development(unit: Unit, *, loaded: Loaded) -> int:
    """Write developments in every stage, and the plans of the year. Returns how many; none without a home branch."""
    home = loaded.orgs.get(HOME_BRANCH)
    if home is None:
        return 0
    count, taken, left = 0, set[Any](), _beside(loaded, home)
    for story, branches in [(one, [HOME_BRANCH]) for one in AT_HOME] + [(one, left) for one in ELSEWHERE]:
        for branch in list(branches):
            desk = _desk(unit, loaded.orgs[branch], story.begun(unit.today))
            person = _somebody(loaded, branch, story, taken, unit.today)
            if desk is None or person is None:
                continue
            taken.add(person.pk)
            _tell(desk, person, story, unit.today)
            count += 1
            branches.remove(branch)
            break
    parent = home.parent
    if parent is not None:
        set_plan(organisation_id=parent.pk, year=unit.today.year, quota=6, note="年度计划")
        set_plan(organisation_id=home.pk, year=unit.today.year, quota=1)
    return count


def _beside(loaded: Loaded, home: Organisation) -> list[str]:
    """Branches of committees that approve, those under the committee of the home branch first; by their keys."""
    found = [
        (org.parent_id != home.parent_id, key)
        for key, org in loaded.orgs.items()
        if org.branch_kind in LASTING
        and org.pk != home.pk
        and org.parent is not None
        and org.parent.can_approve_members
    ]
    return [key for _, key in sorted(found)]


def _somebody(loaded: Loaded, branch: str, story: Story, taken: set[Any], today: date) -> Person | None:
    """Somebody of the branch in that category who was of age when the story begins."""
    grown = story.begun(today) - timedelta(days=18 * 366)
    rows = [
        person
        for person in loaded.people.values()
        if person.organisation_id == loaded.orgs[branch].pk
        and person.person_category == story.category
        and person.register_state == RegisterState.ACTIVE
        and person.pk not in taken
        and person.birth_date is not None
        and person.birth_date < grown
    ]
    return min(rows, key=lambda person: person.name_key, default=None)


def _desk(unit: Unit, branch: Organisation, since: date) -> _Desk | None:
    """Who moves the steps, where both secretaries hold their posts since then."""
    parent = branch.parent
    if parent is None or not parent.can_approve_members or parent.org_kind != OrgKind.PARTY_COMMITTEE:
        return None
    below, above = _secretary(branch, since), _secretary(parent, since)
    if below is None or above is None:
        return None
    full = Person.objects.filter(
        organisation=branch,
        person_category=PersonCategory.FULL_MEMBER,
        membership_status=MembershipStatus.NORMAL,
        register_state=RegisterState.ACTIVE,
        vote_suspended=False,
    ).select_related("organisation")
    members = list(full.order_by("name_key", "id"))
    return _Desk(unit, branch, parent, below, above, members, _posts(branch), _posts(parent))


def _posts(organisation: Organisation) -> list[Person]:
    rows = PostHolding.objects.filter(organisation=organisation, post_kind__in=COMMITTEE_POSTS, ended_on=None)
    found = {row.person_id: row.person for row in rows.select_related("person__organisation").order_by("sort", "id")}
    return list(found.values())


def _secretary(organisation: Organisation, since: date) -> Actor | None:
    rows = PostHolding.objects.filter(
        organisation=organisation, post_kind=PostKind.SECRETARY, ended_on=None, started_on__lte=since
    )
    row: PostHolding | None = rows.order_by("sort", "id").first()
    if row is None:
        return None
    return Actor(
        kind="person",
        tenant_id=organisation.tenant_id,
        name=row.person_name,
        person_id=row.person_id,
        account_id=row.person_id,  # most of these people have no account; uploads are tied to one
        surface="console",
        grants=(Grant("branch_secretary", organisation.pk, organisation.org_path, subtree=False),),
    )


def _tell(desk: _Desk, person: Person, story: Story, today: date) -> None:
    """Walk somebody to the step of the story."""
    begun = story.begun(today)
    with frozen(begun), acting_as(desk.below):
        admission = start_admission(person_id=person.pk, applied_on=begun, rule="2026")
    for step, after in story.done:
        _do(desk, admission, step, begun + timedelta(days=after))
    follow_case(case_id=admission.case_id)


def _do(desk: _Desk, admission: AdmissionCase, step: str, day: date) -> None:
    run = StepRun.objects.get(case_id=admission.case_id, step_key=step, state=RunState.OPEN)
    known = compiled_of(admission.case.definition_id).steps[step]
    actor = desk.above if step in ABOVE else desk.below
    reference = (
        voted(desk.unit, _body(desk, step), day, about=f"{admission.person_name}：{known.title}")
        if step in VOTES
        else ""
    )
    with frozen(day), acting_as(actor):
        for kind, back in _reviews(step):
            with frozen(day - timedelta(days=back)):
                keep_note(admission_id=admission.pk, kind=kind, happened_on=day - timedelta(days=back), text=WORDS)
        outcome = {"target_consent": "agree", "pre_review": "agree", "target_notice": "clear"}.get(step, "")
        decide_step(
            case_id=admission.case_id,
            run_id=run.pk,
            outcome=outcome or (known.outcomes[0].key if known.outcomes else ""),
            values={item.key: _value(desk, item.key, item.kind, day) for item in known.fields},
            documents=[Given(_scan(), item.title, item.key) for item in known.documents if item.is_required],
            vote=VoteGiven(reference=reference) if reference else None,
        )


def _reviews(step: str) -> tuple[tuple[NoteKind, int], ...]:
    """The notes that were kept before a step, and how many days before."""
    if step == "cultivate":
        return ((NoteKind.HALF_YEAR_REVIEW, 180), (NoteKind.THOUGHT_REPORT, 90), (NoteKind.HALF_YEAR_REVIEW, 3))
    return ((NoteKind.PROBATION_REVIEW, 120),) if step == "probation_review" else ()


def _body(desk: _Desk, step: str) -> Body:
    kind, matter = VOTES[step]
    if kind is MeetingKind.COMMITTEE_SESSION:
        return Body(desk.approver, kind, matter, desk.session)
    is_small = kind is MeetingKind.BRANCH_COMMITTEE_MEETING
    return Body(desk.branch, kind, matter, desk.committee if is_small else desk.members)


def _value(desk: _Desk, key: str, kind: str, day: date) -> Any:
    first, second = (str(person.pk) for person in desk.members[:2])
    special: dict[str, Any] = {
        "mentor_1": first,
        "mentor_2": second,
        "introducer_1": first,
        "introducer_2": second,
        "is_citizen": True,
        "leaves_soon": False,
        "is_special": False,
        "training_days": 3,
        "training_hours": 24,
        "recommendation": "members",
        "proposal": "confirm",
        "extended_until": None,
        "deferred_until": None,
        "notice_from": (day - timedelta(days=16)).isoformat(),
        "notice_place": "支部公告栏和内部网站",
        "form_number": f"ZYS{day:%Y%m%d}",
        "oath_place": "党员活动室",
        "political_review_how": "同本人谈话、查阅档案、函调",
        "archived_at": "人事档案",
    }
    if key in special:
        return special[key]
    return {"date": day.isoformat(), "long_text": WORDS}.get(kind, desk.members[0].name)


def _scan() -> Any:
    """A white sheet in place of a scanned paper."""
    sheet = io.BytesIO()
    Image.new("L", (420, 594), 250).save(sheet, "JPEG", quality=60)
    return intake(sheet, name="扫描件.jpg", purpose=CASE_FILE).pk
