"""Holders who leave, organisations that are dissolved or move, todos and messages, the morning job."""

from __future__ import annotations

from datetime import date

from dangjian.directory.grants.commands import grant_role, revoke_grant
from dangjian.directory.grants.events import RoleGranted, RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.holders import handlers
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.events import PersonLeft
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.events import OrganisationDissolved
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.events import PostEnded, PostFilled
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.foundation.process.commands.managing import assign_holder
from dangjian.foundation.process.commands.telling import SOURCE
from dangjian.foundation.process.enums import PartState
from dangjian.foundation.process.events import CaseMoved
from dangjian.foundation.process.handlers import tell
from dangjian.foundation.process.jobs import look
from dangjian.foundation.process.models import CaseEntry
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import JobContext
from dangjian.kernel.models.outbox import OutboxEvent
from dangjian.kernel.models.tenancy import CalendarDay
from dangjian.kernel.scope import Scope, bind_scope
from dangjian.kernel.workdays import forget_cache
from dangjian.kernel.writing import allow_writing
from tests.foundation.process.conftest import FILLED, Desk, a_definition, a_step
from tests.world import TODAY, World

SECRETARY = {"kind": "post", "codes": ["secretary"]}


def told(desk: Desk) -> None:
    """Deliver what cases announced, twice, as may happen."""
    with acting_as(desk.world.system()), bind_scope(None):
        for row in OutboxEvent.objects.filter(name=CaseMoved.name).order_by("id"):
            event = CaseMoved.from_payload(row.version, row.payload)
            tell(event)
            tell(event)
        OutboxEvent.objects.filter(name=CaseMoved.name).delete()


def todos(desk: Desk, who: str) -> list[tuple[str, str]]:
    with acting_as(desk.world.system()):
        rows = Todo.objects.filter(source=SOURCE, person_id=desk.world.people[who].pk)
        return list(rows.order_by("id").values_list("title", "state"))


def messages(desk: Desk, who: str) -> list[str]:
    with acting_as(desk.world.system()):
        rows = Message.objects.filter(person_id=desk.world.people[who].pk).order_by("id")
        return list(rows.values_list("kind", flat=True))


def end_post(world: World, who: str, place: str = "first") -> PostEnded:
    with acting_as(world.system()), allow_writing():
        rows = PostHolding.objects.unscoped("test").filter(
            person=world.people[who], organisation=world.orgs[place], ended_on=None
        )
        post = rows.get()
        rows.update(ended_on=date(2026, 11, 20))
    return PostEnded(post.pk, world.orgs[place].pk, world.people[who].pk, post.post_kind, date(2026, 11, 20))


def fill_post(world: World, who: str, place: str = "first") -> PostFilled:
    person, organisation = world.people[who], world.orgs[place]
    with acting_as(world.system()), allow_writing():
        row = PostHolding(
            tenant_id=world.tenant_id,
            org_path=organisation.org_path,
            person=person,
            person_name=person.name,
            organisation=organisation,
            post_kind=PostKind.SECRETARY,
            started_on=TODAY,
            created_at=clock.now(),
        )
        row.save(force_insert=True)
    return PostFilled(row.pk, organisation.pk, person.pk, "secretary", TODAY)


def heard(desk: Desk, handler: object, event: object) -> None:
    with acting_as(desk.world.system()), bind_scope(None):
        handler(event)  # type: ignore[operator]
        handler(event)  # type: ignore[operator]


def a_case(desk: Desk, **more: object) -> None:
    desk.publish(a_definition(a_step("a", "end", holder=SECRETARY, **more)))
    desk.start("officer", key="probe")


def test_whoever_is_asked_has_a_todo_and_loses_it_when_it_is_done(desk: Desk) -> None:
    desk.start("officer")
    told(desk)
    assert todos(desk, "officer") == [("关于购置学习资料的请示：起草请示", "open")]
    desk.decide("officer", "sent", values=FILLED)
    told(desk)
    assert [state for _, state in todos(desk, "officer")] == ["done"]
    assert [state for _, state in todos(desk, "secretary") + todos(desk, "deputy")] == ["open", "open"]
    with acting_as(desk.world.system()):
        assert Todo.objects.get(person_id=desk.world.people["deputy"].pk).due_on == date(2026, 11, 25)
    desk.decide("deputy", "agree")
    told(desk)
    assert [state for _, state in todos(desk, "secretary") + todos(desk, "deputy")] == ["done", "done"]
    assert messages(desk, "office") == ["process_unheld"], (
        "the one above has no secretary: those who look after it know"
    )


def test_whoever_loses_the_role_holds_its_steps_no_longer(desk: Desk, world: World) -> None:
    office = {"kind": "role", "codes": ["office"], "relation": "parent"}
    desk.publish(a_definition(a_step("a", "end", holder=office)))
    desk.start("officer", key="probe")
    run = desk.open()
    (held,) = desk.parts(run)
    with acting_as(world.system()):
        rows = list(RoleGrant.objects.unscoped("test").filter(role="office").order_by("-org_path"))
    assert rows[0].person_id == held.person_id, "the nearest one is asked"
    for row in rows:
        with acting_as(world.actor("security")):
            revoke_grant(grant_id=row.pk, reason="调整分工")
        heard(desk, handlers.role_revoked, RoleRevoked(row.pk, row.account_id, row.person_id, row.role, "调整分工"))
    assert desk.open().is_unheld
    assert {part.state for part in desk.parts(run)} == {PartState.CLOSED}

    with acting_as(world.actor("security")):
        again = grant_role(
            person_id=row.person_id, role="office", organisation_id=row.organisation_id, reason="恢复分工"
        )
    given = RoleGranted(again.pk, again.account_id, again.person_id, again.role, again.organisation_id, again.source)
    heard(desk, handlers.role_granted, given)
    assert not desk.open().is_unheld
    assert {part.person_id for part in desk.parts(run) if part.state == PartState.ASKED} == {row.person_id}


def test_whoever_was_let_go_can_be_named_again(desk: Desk, world: World) -> None:
    a_case(desk)
    run = desk.open()
    heard(desk, handlers.post_ended, end_post(world, "secretary"))
    assert desk.open().is_unheld
    again = world.people["secretary"].pk
    desk.do("office", assign_holder, run_id=run.pk, person_id=again, reason="工作交接期间继续办理")
    assert not desk.open().is_unheld
    heard(desk, handlers.post_filled, fill_post(world, "first_5"))
    asked = {part.person_id for part in desk.parts(run) if part.state == PartState.ASKED}
    assert again in asked, "whoever was named stays when others come"


def test_a_holder_who_leaves_the_post_is_replaced_by_the_next(desk: Desk, world: World) -> None:
    a_case(desk)
    run = desk.open()
    event = end_post(world, "secretary")
    fill_post(world, "first_5")
    heard(desk, handlers.post_ended, event)
    assert [(p.person_name, p.state) for p in desk.parts(run)] == [
        *[("曾志强", PartState.CLOSED), ("刘洋", PartState.ASKED)]
    ]
    assert desk.case.now_with == "刘洋"
    told(desk)
    assert [state for _, state in todos(desk, "first_5")] == ["open"]


def test_without_a_next_it_is_shown_as_held_by_nobody_until_somebody_is(desk: Desk, world: World) -> None:
    a_case(desk)
    heard(desk, handlers.post_ended, end_post(world, "secretary"))
    assert (desk.open().is_unheld, desk.case.now_with) == (True, "无人办理")
    told(desk)
    assert messages(desk, "office") == ["process_unheld"]
    heard(desk, handlers.post_filled, fill_post(world, "first_6"))
    assert (desk.open().is_unheld, desk.case.now_with) == (False, "陈建国")


def test_somebody_off_the_register_holds_nothing_even_when_named(desk: Desk, world: World) -> None:
    desk.publish(a_definition(a_step("a", "end")))
    desk.start("officer", key="probe")
    with acting_as(world.system()), allow_writing():
        Person.objects.unscoped("test").filter(pk=world.people["officer"].pk).update(register_state=RegisterState.LEFT)
    heard(desk, handlers.person_left, PersonLeft(world.people["officer"].pk, "transferred", TODAY))

    assert desk.open().is_unheld


def test_cases_of_a_dissolved_organisation_go_on_with_the_one_above(desk: Desk, world: World) -> None:
    a_case(desk)
    fill_post(world, "office", "works")
    with acting_as(world.system()), allow_writing():
        Organisation.objects.unscoped("test").filter(pk=world.orgs["first"].pk).update(dissolved_on=TODAY)
    heard(desk, handlers.organisation_dissolved, OrganisationDissolved(world.orgs["first"].pk, TODAY))

    assert desk.case.organisation_name == "制造公司党总支"
    assert desk.case.org_path == world.orgs["works"].org_path
    assert desk.case.now_with == "林晓燕"
    with acting_as(world.system()):
        texts = list(CaseEntry.objects.filter(case=desk.case).values_list("text", flat=True))
    assert "一车间党支部已撤销，事项由制造公司党总支继续办理。" in texts


def morning(desk: Desk) -> None:
    with acting_as(desk.world.system()), bind_scope(Scope(desk.world.tenant_id, "test", ())):
        job = JobContext(desk.world.tenant_id, desk.world.tenant_id, 1, 1)
        look(job)
        look(job)


def test_reminders_go_out_before_the_date_and_those_above_hear_of_what_is_late(desk: Desk) -> None:
    a_case(desk, latest='date("2026-12-04")', clause="约定", remind_days=2, escalate_days=3)
    run = desk.open()
    assert (run.remind_on, run.escalate_on) == (date(2026, 12, 2), date(2026, 12, 9))
    for day, kinds, above in (
        (date(2026, 12, 1), [], []),
        (date(2026, 12, 2), ["process_reminder"], []),
        (date(2026, 12, 8), ["process_reminder"], []),
        (date(2026, 12, 9), ["process_reminder"], ["process_late"]),
        (date(2026, 12, 20), ["process_reminder"], ["process_late"]),
    ):
        with frozen(day):
            morning(desk)
        assert (messages(desk, "secretary"), messages(desk, "office")) == (kinds, above), day
    with acting_as(desk.world.system()):
        assert CaseEntry.objects.filter(case=desk.case, kind="escalated").count() == 1


def test_dates_over_a_year_without_announced_holidays_are_counted_again(desk: Desk) -> None:
    with frozen(date(2030, 12, 30)):
        a_case(desk, latest="working_day(entered_on, 5)", clause="约定", remind_days=0)
    run = desk.open()
    assert (run.is_provisional, run.due_on) == (True, date(2031, 1, 3))
    with acting_as(desk.world.system()), allow_writing():
        CalendarDay(
            tenant_id=desk.world.tenant_id, day=date(2031, 1, 1), is_working=False, name="元旦", created_at=clock.now()
        ).save(force_insert=True)
        CalendarDay(
            tenant_id=desk.world.tenant_id, day=date(2030, 1, 1), is_working=False, name="元旦", created_at=clock.now()
        ).save(force_insert=True)
    forget_cache()
    with frozen(date(2031, 1, 3)):
        morning(desk)
    forget_cache()
    run = desk.open()
    assert (run.is_provisional, run.due_on) == (False, date(2031, 1, 6))
