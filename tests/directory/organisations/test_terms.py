"""Terms: beginning, extension, the ladder of reminders, the letter."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.directory.organisations import commands, queries
from dangjian.directory.organisations.commands import Paper
from dangjian.directory.organisations.events import TermBegun, TermExtended, TermReminded
from dangjian.directory.organisations.models import Organisation, TermReminder
from dangjian.directory.organisations.rules.terms import due_step
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Conflict
from dangjian.kernel.events import drain
from dangjian.kernel.jobs import enqueue, run_pending
from dangjian.kernel.testing import assert_command_contract
from tests.world import SignedInClient, World, building

END = date(2027, 3, 15)


def step(today: date, sent: set[str], extended_until: date | None = None) -> str:
    return str(due_step(END, extended_until, today, sent, reminder_months=6, extension_months=12))


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        (date(2026, 9, 14), set(), ""),
        (date(2026, 9, 15), set(), "letter"),
        (date(2026, 9, 16), {"letter"}, ""),
        (date(2026, 12, 15), {"letter"}, "quarter"),
        (date(2027, 2, 15), {"letter", "quarter"}, "month"),
        (date(2027, 2, 20), set(), "letter"),
        (date(2027, 2, 21), {"letter"}, "month"),
        (date(2027, 3, 15), {"letter", "quarter", "month"}, "expired"),
        (date(2027, 3, 16), {"expired"}, ""),
        (date(2028, 3, 16), {"expired"}, "overdue"),
        (date(2028, 3, 17), {"expired", "overdue"}, ""),
    ],
)
def test_ladder_for_a_term_that_ends_2027_03_15(today: date, sent: set[str], expected: str) -> None:
    assert step(today, sent) == expected


def test_with_an_approved_extension_the_superior_hears_weekly() -> None:
    until = date(2027, 9, 15)

    assert step(date(2027, 3, 22), {"letter"}, until) == "week-1"
    assert step(date(2027, 3, 28), {"letter", "week-1"}, until) == ""
    assert step(date(2027, 9, 16), {"expired"}, until) == "overdue"


def test_set_term(world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor) -> None:
    row = assert_command_contract(
        commands.set_term,
        {"organisation_id": world.orgs["first"].pk, "expected_version": 1, "term_start": date(2026, 11, 20)},
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[TermBegun],
        bad=[
            ({"term_start": date(2026, 11, 22)}, "directory.term.future"),
            ({"term_start": date(2015, 6, 30)}, "directory.term.before_establishment"),
            ({"expected_version": 3}, "kernel.stale_edit"),
        ],
    )

    assert (row.term_start, row.term_years, row.term_end) == (date(2026, 11, 20), 3, date(2029, 11, 20))


def test_extend_term_at_most_a_year_and_once(
    world: World, office: Actor, member: Actor, other_member: Actor, stranger: Actor
) -> None:
    first = world.orgs["first"]
    paper = Paper(approved_by="制造公司党总支", document_no="制党总〔2026〕3号")
    arguments = {
        "organisation_id": first.pk,
        "expected_version": 1,
        "until": date(2028, 6, 15),
        "paper": paper,
    }

    row = assert_command_contract(
        commands.extend_term,
        arguments,
        allowed=office,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[TermExtended],
        bad=[
            ({"until": date(2028, 6, 16)}, "directory.term.extension"),
            ({"until": date(2027, 6, 15)}, "directory.term.extension"),
            ({"paper": Paper()}, "directory.term.approval"),
        ],
    )

    assert row.term_extended_until == date(2028, 6, 15)
    with acting_as(office), pytest.raises(Conflict) as refusal:
        commands.extend_term(organisation_id=first.pk, expected_version=2, until=date(2028, 6, 15), paper=paper)
    assert refusal.value.code == "directory.term.extended"


def test_reminders_are_sent_once_and_close_with_the_next_term(world: World, office: Actor) -> None:
    first = world.orgs["first"]
    with building(world.tenant_id):
        Organisation.objects.exclude(pk=first.pk).update(term_end=None)

    with frozen(date(2026, 12, 15)), acting_as(world.system()):
        enqueue("directory.organisations.remind_of_terms")
        run_pending()
        enqueue("directory.organisations.remind_of_terms")
        run_pending()
        drain()

    with building(world.tenant_id):
        sent = list(
            TermReminder.objects.values_list("organisation__short_name", "step", "letter_year", "letter_number")
        )
        people = {person.pk: key for key, person in world.people.items()}
        told = {people[m.person_id] for m in Message.objects.all()}
        todos = {people[t.person_id] for t in Todo.objects.filter(state=Todo.OPEN)}
    assert sent == [("一车间党支部", "letter", 2026, 1)]
    assert told == {"secretary", "deputy", "office"}
    assert todos == {"secretary", "deputy"}

    with frozen(date(2027, 5, 20)), acting_as(world.actor("office")):
        commands.set_term(organisation_id=first.pk, expected_version=1, term_start=date(2027, 5, 20))
        drain()
    with building(world.tenant_id):
        assert Todo.objects.filter(state=Todo.OPEN).count() == 0


def test_reminding_announces_each_reminder(world: World, chief: Actor) -> None:
    with frozen(date(2026, 12, 15)), acting_as(chief):
        assert commands.remind_of_terms() == 6
        assert commands.remind_of_terms() == 0
    assert TermReminded.name == "directory.organisations.TermReminded"


def test_the_letter_is_numbered_and_printed(
    world: World, secretary_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    first = world.orgs["first"]
    with frozen(date(2026, 12, 15)), acting_as(world.system()):
        commands.remind_of_terms()
    url = f"/api/v1/directory/organisations/{first.pk}/reminders"

    [row] = secretary_client.fetch(url).json()
    pdf = secretary_client.fetch(f"{url}/{row['id']}/letter")
    word = secretary_client.fetch(f"{url}/{row['id']}/letter", form="docx")

    assert (row["label"], row["term_end"], row["letter_no"]) == ("届满提醒函", "2027-06-15", "换届提醒〔2026〕3号")
    assert (pdf.content[:5], word.content[:2]) == (b"%PDF-", b"PK")
    assert other_member_client.fetch(url).status_code == 404
    assert other_member_client.fetch(f"{url}/{row['id']}/letter").status_code == 404


def test_letter_text(world: World, secretary: Actor) -> None:
    with frozen(date(2026, 12, 15)), acting_as(world.system()):
        commands.remind_of_terms()
    with acting_as(secretary):
        [row] = queries.list_reminders(organisation_id=world.orgs["first"].pk)
        document, name = queries.reminder_letter(organisation_id=world.orgs["first"].pk, reminder_id=row["id"])

    text = "".join(span.text for block in document.sections[0].blocks for span in getattr(block, "spans", ()))
    assert name == "换届提醒函-一车间党支部"
    assert "任期将于2027年6月15日届满" in text
    assert "《中国共产党支部工作条例（试行）》第二十一条" in text
