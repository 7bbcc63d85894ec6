"""Somebody's way through the 25 steps: each step with what it asks, held by whoever holds it, on a day."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.models import Person
from dangjian.foundation.process.commands.deciding import VoteGiven, decide_step
from dangjian.foundation.process.commands.steps.filing import Given
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.models import Case, StepRun
from dangjian.foundation.process.ports import CASE_FILE
from dangjian.foundation.process.reading import compiled_of
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.ids import new_id
from dangjian.kernel.models.files import StoredFile
from dangjian.work.development.commands import keep_note, start_admission
from dangjian.work.development.models import AdmissionCase, NoteKind
from dangjian.work.life.models import Meeting, MeetingPart, VoteCount
from dangjian.work.life.rules.kinds import MeetingKind, MeetingState, VoteMatter, VoteMethod
from tests.world import World, add_people, building

LONG = "该同志政治立场坚定，工作积极主动，群众基础较好。"
ABOVE = frozenset(
    {"file_activist", "target_consent", "pre_review", "pre_approval_talk", "approve_admission", "file_admission"}
    | {"approve_full"}
)
VOTES: dict[str, tuple[str, MeetingKind, VoteMatter]] = {
    "decide_activist": ("first", MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "decide_target": ("first", MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "committee_review": ("first", MeetingKind.BRANCH_COMMITTEE_MEETING, VoteMatter.COMMITTEE_DECISION),
    "branch_vote_admit": ("first", MeetingKind.BRANCH_GENERAL_MEETING, VoteMatter.ADMISSION),
    "approve_admission": ("group", MeetingKind.COMMITTEE_SESSION, VoteMatter.PARTY_COMMITTEE_DECISION),
    "branch_vote_full": ("first", MeetingKind.BRANCH_GENERAL_MEETING, VoteMatter.CONFIRMATION),
    "approve_full": ("group", MeetingKind.COMMITTEE_SESSION, VoteMatter.PARTY_COMMITTEE_DECISION),
}
"""Where each vote is taken."""
WAY: tuple[tuple[str, date], ...] = (
    ("submit_application", date(2026, 6, 1)),
    ("first_talk", date(2026, 6, 20)),
    ("decide_activist", date(2026, 7, 10)),
    ("file_activist", date(2026, 7, 15)),
    ("assign_mentors", date(2026, 7, 20)),
    ("cultivate", date(2027, 7, 10)),
    ("decide_target", date(2027, 7, 10)),
    ("target_consent", date(2027, 7, 12)),
    ("target_notice", date(2027, 7, 16)),
    ("assign_introducers", date(2027, 8, 2)),
    ("political_review", date(2027, 9, 1)),
    ("target_training", date(2027, 9, 10)),
    ("committee_review", date(2027, 9, 20)),
    ("pre_review", date(2027, 9, 30)),
    ("fill_membership_form", date(2027, 10, 11)),
    ("branch_vote_admit", date(2027, 10, 20)),
    ("pre_approval_talk", date(2027, 11, 1)),
    ("approve_admission", date(2027, 11, 20)),
    ("file_admission", date(2027, 11, 25)),
    ("assign_to_branch", date(2027, 11, 26)),
    ("oath", date(2027, 12, 1)),
    ("probation_review", date(2028, 9, 20)),
    ("apply_full", date(2028, 10, 12)),
    ("full_opinions", date(2028, 10, 20)),
    ("branch_vote_full", date(2028, 10, 24)),
    ("approve_full", date(2028, 11, 10)),
    ("archive_case", date(2028, 11, 20)),
)
"""The straight way with the dates of the worked example."""
_serial = itertools.count(1)


class Walk:
    """One applicant of the first branch. Dates of forms are the day on which the step is done."""

    def __init__(self, world: World, *, rule: str = "", day: date = WAY[0][1]) -> None:
        self.world = world
        self.day = day
        (self.person,) = add_people(world.here, "first", 1, PersonCategory.APPLICANT)
        with frozen(day), acting_as(world.actor("secretary")):
            admission = start_admission(person_id=self.person.pk, applied_on=day, rule=rule)
        self.admission_id, self.case_id = admission.pk, admission.case_id

    @property
    def case(self) -> Case:
        with building(self.world.tenant_id):
            found: Case = Case.objects.unscoped("test").get(pk=self.case_id)
            return found

    @property
    def admission(self) -> AdmissionCase:
        self.deliver()
        with building(self.world.tenant_id):
            found: AdmissionCase = AdmissionCase.objects.get(pk=self.admission_id)
            return found

    @property
    def record(self) -> Person:
        with building(self.world.tenant_id):
            found: Person = Person.objects.unscoped("test").get(pk=self.person.pk)
            return found

    def deliver(self) -> None:
        """Let events be heard, on the last day on which something was done."""
        with frozen(self.day):
            drain()

    def runs(self) -> list[StepRun]:
        with building(self.world.tenant_id):
            return list(StepRun.objects.filter(case_id=self.case_id).order_by("seq"))

    def open(self) -> list[str]:
        return sorted(run.step_key for run in self.runs() if run.state == RunState.OPEN)

    def run(self, key: str) -> StepRun:
        return next(run for run in self.runs() if run.step_key == key and run.state == RunState.OPEN)

    def values(self, key: str, day: date) -> dict[str, Any]:
        """What a step asks, filled in as it should be."""
        people = self.world.people
        special = {
            "mentor_1": str(people["member"].pk),
            "mentor_2": None,
            "introducer_1": str(people["member"].pk),
            "introducer_2": str(people["first_5"].pk),
            "is_citizen": True,
            "leaves_soon": False,
            "is_special": False,
            "training_days": 3,
            "training_hours": 24,
            "recommendation": "members",
            "proposal": "confirm",
            "extended_until": None,
            "deferred_until": None,
            "notice_from": self.case.data.get("consent_on"),
        }
        with building(self.world.tenant_id):
            step = compiled_of(self.case.definition_id).steps[key]
        texts = {"date": day.isoformat(), "long_text": LONG}
        return {
            item.key: special[item.key] if item.key in special else texts.get(item.kind, "张伟（支部委员）")
            for item in step.fields
        }

    def documents(self, key: str) -> list[Given]:
        with building(self.world.tenant_id):
            asked = compiled_of(self.case.definition_id).steps[key].documents
        return [Given(self.file(key), "扫描件", item.key) for item in asked if item.is_required]

    def file(self, key: str) -> UUID:
        """A scan that whoever holds the step has uploaded."""
        who = self.world.here.accounts[self.holder(key)]
        with building(self.world.tenant_id):
            row = StoredFile(
                id=new_id(),
                tenant_id=self.world.tenant_id,
                created_at=clock.now(),
                purpose=CASE_FILE,
                file_name="扫描件.pdf",
                kind="pdf",
                content_type="application/pdf",
                size=10,
                sha256="0" * 64,
                storage_name=f"{next(_serial):032x}",
                uploaded_by=who.pk,
                uploaded_by_name=who.display_name,
                is_sealed=True,
            )
            row.save(force_insert=True)
        return row.pk

    def holder(self, key: str) -> str:
        return "leader" if key in ABOVE else "secretary"

    def hold(self, key: str, day: date, *, title: str = "", **given: Any) -> str:
        """A vote of the body that decides a step, in a meeting that was held and signed; its reference."""
        org, kind, matter = VOTES[key]
        values = {"due": 8, "present": 7, "agree": 6, "against": 1, "abstain": 0, **given}
        return hold_vote(
            *(self.world, values.pop("org", org), values.pop("kind", kind), values.pop("matter", matter), day),
            title=title or f"讨论{self.person.name}同志有关事项",
            **values,
        )

    def do(self, key: str, day: date, *, who: str = "", vote: str | None = None, **more: Any) -> Case:
        """Do a step on a day as it should be done; `values`, `documents`, `outcome`, `note` change that."""
        given = {**self.values(key, day), **more.pop("values", {})}
        outcomes = {"target_consent": "agree", "pre_review": "agree", "target_notice": "clear"}
        if key in VOTES and vote is None:
            vote = self.hold(key, day)
        with building(self.world.tenant_id):
            step = compiled_of(self.case.definition_id).steps[key]
        outcome = more.pop("outcome", "") or outcomes.get(key) or (step.outcomes[0].key if step.outcomes else "")
        documents = more.pop("documents") if "documents" in more else self.documents(key)
        with self.acting(who or self.holder(key), day):
            return decide_step(
                case_id=self.case_id,
                run_id=self.run(key).pk,
                outcome=outcome,
                values=given,
                documents=documents,
                vote=VoteGiven(reference=vote) if vote is not None else None,
                **more,
            )

    @contextmanager
    def acting(self, who: str, day: date) -> Iterator[None]:
        self.day = max(self.day, day)
        with frozen(day), acting_as(self.world.actor(who)):
            yield

    def review(self, kind: NoteKind, day: date) -> None:
        with self.acting("secretary", day):
            keep_note(admission_id=self.admission_id, kind=kind, happened_on=day, text=LONG)

    def until(self, key: str, *, way: tuple[tuple[str, date], ...] = WAY) -> Walk:
        """Do every step before this one."""
        for step, day in way:
            if step == key:
                break
            if step not in self.open():
                continue  # the notice of 2026 under the rules of 2014
            self.prepare(step, day)
            self.do(step, day)
        return self

    def prepare(self, step: str, day: date) -> None:
        """The reviews that a step asks for."""
        if step == "cultivate":
            for back in (190, 5):
                self.review(NoteKind.HALF_YEAR_REVIEW, day - timedelta(days=back))
        if step == "probation_review":
            self.review(NoteKind.PROBATION_REVIEW, day - timedelta(days=100))


def hold_vote(
    world: World,
    org: str,
    kind: MeetingKind,
    matter: VoteMatter,
    day: date,
    *,
    title: str,
    state: MeetingState = MeetingState.SIGNED,
    **numbers: int,
) -> str:
    """A meeting with one vote, written as the record of life keeps it; the reference of the vote."""
    place = world.orgs[org]
    due, present = numbers["due"], numbers["present"]
    common = {"tenant_id": world.tenant_id, "created_at": clock.now(), "org_path": place.org_path}
    start = clock.at_local(day, 8)
    with building(world.tenant_id):
        meeting = Meeting(
            **common,
            organisation=place,
            org_name=place.short_name,
            kind=kind.value,
            state=state.value,
            title="会议",
            starts_at=start,
            ends_at=start + timedelta(minutes=30),
            held_on=day,
            planner_name="曾志强",
            due_voters=due,
        )
        meeting.save(force_insert=True)
        part = MeetingPart(**common, meeting=meeting, position=1, title=title, needs_vote=True, vote_matter=matter)
        part.save(force_insert=True)
        needed = due // 2 + 1
        VoteCount(
            **common,
            part=part,
            matter=matter.value,
            method=VoteMethod.SECRET_PAPER.value,
            due_voters=due,
            present_voters=present,
            quorum_needed=needed,
            is_quorate=present >= needed,
            ballots_issued=present,
            ballots_returned=present,
            vote_for=numbers["agree"],
            vote_against=numbers["against"],
            vote_abstain=numbers["abstain"],
            is_passed=present >= needed and numbers["agree"] >= needed,
            explanation="计票结果",
            counted_by="李娜",
        ).save(force_insert=True)
    return str(part.pk)
