"""Writing the demo: complete, once, fast enough, and its records agree with the rules that people work by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import CorrectionRequest, MembershipChange, OrgRelation, Person
from dangjian.directory.organisations.models import Organisation, OrganisationVersion
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.process.models import Case
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import Place, acting_as, system_actor
from dangjian.kernel.models import Tenant
from dangjian.kernel.scope import Scope, bind_scope
from dangjian.ops.demo.enterprise.build import build_enterprise
from dangjian.ops.demo.enterprise.model import Enterprise
from dangjian.ops.demo.loading.votes import TITLE
from dangjian.ops.demo.seeding import seed_demo
from dangjian.work.development.models import AdmissionCase, DevelopmentPlan
from dangjian.work.documents.models import Document, Receipt
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models import Attendance, DutyCredit, Meeting, MeetingPart, Resolution, Talk, VoteCount
from dangjian.work.life.queries.loading.facts import tally_of
from dangjian.work.life.rules.kinds import MeetingState

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Enterprise]:
    """The demo written once for all tests of this module, and rolled back after the last."""
    from django.db import transaction

    from dangjian.kernel.clock import frozen
    from dangjian.kernel.crypto.keyring import keyring

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # the blocker has no public type
        keyring.forget()
        with transaction.atomic(), frozen(TODAY):
            seed_demo(today=TODAY)
            tenant = Tenant.objects.get(code="demo")
            with acting_as(system_actor(tenant.pk, "test")), bind_scope(Scope(tenant.pk, "test", (Place(""),))):
                yield build_enterprise(today=TODAY)
            transaction.set_rollback(True)
        keyring.forget()


def test_everything_planned_is_there(seeded: Enterprise) -> None:
    assert {
        "organisations": Organisation.objects.count(),
        "versions": OrganisationVersion.objects.count(),
        "people": Person.objects.count(),
        "relations": OrgRelation.objects.count(),
        "posts": PostHolding.objects.count(),
        "meetings": Meeting.objects.exclude(title=TITLE).count(),
        "lines": Attendance.objects.exclude(meeting__title=TITLE).count(),
        "parts": MeetingPart.objects.exclude(meeting__title=TITLE).count(),
        "resolutions": Resolution.objects.count(),
        "talks": Talk.objects.count(),
        "accounts": Account.objects.filter(is_demo=True).count(),
    } == {
        "organisations": len(seeded.orgs),
        "versions": len(seeded.orgs),
        "people": len(seeded.people),
        "relations": len(seeded.people),
        "posts": len(seeded.posts),
        "meetings": len(seeded.meetings),
        "lines": sum(len(m.attendance) for m in seeded.meetings),
        "parts": sum(len(m.items) for m in seeded.meetings),
        "resolutions": sum(len(m.resolutions) for m in seeded.meetings),
        "talks": len(seeded.talks),
        "accounts": 7,
    }


def test_paths_follow_the_tree(seeded: Enterprise) -> None:
    rows = {row.pk: row for row in Organisation.objects.all()}

    for row in rows.values():
        above = rows[row.parent_id].org_path if row.parent_id else ""
        assert (row.org_path[:-4], row.next_child) == (above, sum(r.parent_id == row.pk for r in rows.values()))
    assert all(p.org_path == rows[p.organisation_id].org_path for p in Person.objects.all())


def test_relations_never_overlap_and_end_with_leaving(seeded: Enterprise) -> None:
    relations = {r.person_id: r for r in OrgRelation.objects.all()}

    for person in Person.objects.all():
        relation = relations[person.pk]
        assert relation.valid_to == person.left_on
        assert relation.valid_to is None or relation.valid_from < relation.valid_to
        assert (person.register_state == RegisterState.LEFT) == (person.left_on is not None)
    assert MembershipChange.objects.filter(happened_on__gt=TODAY).count() == 0


def test_figures_of_meetings_are_those_of_their_lists(seeded: Enterprise) -> None:
    held = Meeting.objects.filter(state=MeetingState.ARCHIVED).order_by("held_on", "id")
    for meeting in held[:: max(1, held.count() // 60)]:
        figures = tally_of(meeting.pk)
        assert figures.adds_up, meeting.title
        assert (meeting.due_count, meeting.present_count, meeting.due_voters) == (
            figures.due,
            figures.present,
            figures.due_voters,
        )


def test_records_carry_honest_times(seeded: Enterprise) -> None:
    for meeting in Meeting.objects.exclude(recorded_at=None):
        times = [meeting.started_at, meeting.ended_at, meeting.recorded_at]
        times += [t for t in (meeting.recorder_signed_at, meeting.chair_signed_at, meeting.archived_at) if t]
        assert times == sorted(times)
    kinds = set(Meeting.objects.exclude(recorded_at=None).values_list("entry_kind", flat=True))
    assert kinds == {"on_time", "afterwards", "late"} or kinds == {"on_time", "late"}


def test_credits_show_what_did_not_count_and_why(seeded: Enterprise) -> None:
    refused = DutyCredit.objects.filter(satisfies=False)

    reasons = dict.fromkeys(refused.values_list("reason", flat=True))
    assert "到会有表决权人数不足，不能表决" in reasons
    assert "没有单独的记录内容" in reasons
    assert DutyCredit.objects.filter(satisfies=True).count() > refused.count() * 10
    assert set(DutyCredit.objects.filter(satisfies=True).values_list("duty", flat=True)) >= {
        DutyKind.BRANCH_GENERAL_MEETING,
        DutyKind.PARTY_LECTURE,
        DutyKind.ORGANISATIONAL_LIFE_MEETING,
        DutyKind.CENTRE_GROUP_STUDY,
        DutyKind.LEADER_LECTURE,
        DutyKind.HEART_TO_HEART_TALK,
    }


def test_votes_add_up(seeded: Enterprise) -> None:
    votes = list(VoteCount.objects.all())

    assert all(v.vote_for + v.vote_against + v.vote_abstain == v.ballots_returned <= v.present_voters for v in votes)
    assert {v.is_passed for v in votes} == {True, False}


def test_sensitive_fields_are_sealed_and_read_back(seeded: Enterprise) -> None:
    person = Person.objects.get(name="周建华", organisation__short_name="滨海新城项目党支部")

    expected = next(p for p in seeded.people if p.name == "周建华" and p.org == "jg08")
    assert (person.id_number.reveal(), person.mobile_phone.reveal()) == (expected.id_number, expected.mobile_phone)
    assert expected.id_number not in str(person.id_number)
    assert CorrectionRequest.objects.count() == 2


def test_a_second_run_does_nothing(seeded: Enterprise) -> None:
    before = (Tenant.objects.count(), Person.objects.count())

    assert [each.is_new for each in seed_demo(today=TODAY)] == [False, False]
    assert (Tenant.objects.count(), Person.objects.count()) == before


def test_the_command_says_what_it_did(seeded: Enterprise) -> None:
    said = StringIO()

    call_command("seed_demo", today=TODAY, scale=1, stdout=said)

    assert said.getvalue().splitlines() == [
        "华岳示范集团（演示） 已存在，未作改动。",
        "云溪样本公司（演示） 已存在，未作改动。",
        "演示数据：单位、人员、证件号码和电话均为虚构",
    ]


def test_production_never_gets_demo_data(settings: object) -> None:
    settings.ENVIRONMENT = "production"  # type: ignore[attr-defined]  # the fixture has no public type

    with pytest.raises(CommandError, match="生产环境"):
        call_command("seed_demo")


def test_requests_stand_in_several_states(seeded: Enterprise) -> None:
    requests = Case.objects.filter(process_key="request_upward")
    states = sorted(requests.values_list("state", "now_at"))

    assert states == [
        *(("done", ""), ("paused", "上级书记批复"), ("running", "上级书记批复")),
        *(("running", "本级书记审核"), ("running", "起草请示"), ("running", "起草请示")),
    ]
    assert all(case.due_key < TODAY for case in Case.objects.filter(now_at="本级书记审核")), "one is late"


def test_people_stand_in_every_stage_of_development(seeded: Enterprise) -> None:
    rows = AdmissionCase.objects.all()

    assert set(rows.filter(state="running").values_list("stage", flat=True)) == {1, 2, 3, 4, 5}
    assert rows.filter(state="done", step_number=25).count() == 1
    assert rows.filter(state="running", due_on__lt=TODAY).count() == 1, "one is late"
    for row in rows.exclude(admitted_on=None).select_related("person"):
        assert row.person.joined_on == row.admitted_on
    assert DevelopmentPlan.objects.count() == 2


def test_documents_of_the_demo_are_in_every_state(seeded: Enterprise) -> None:
    states = sorted(Document.objects.values_list("kind", "state"))

    assert states == [
        ("notice", "sent"),
        ("notice", "sent"),
        ("notice", "superseded"),
        ("notice", "withdrawn"),
        ("report", "draft"),
        ("report", "sent"),
    ]
    read = Receipt.objects.filter(document__kind="notice", document__state="sent", read_at__isnull=False)
    assert 0 < read.count() < Receipt.objects.filter(document__state="sent").count()
