"""What is over is proposed, erased when people agree, and written down; what is permanent never is (SEC-PI-07)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.foundation.consents.models import Consent
from dangjian.identity.accounts.models import Account
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import at_local, frozen
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.privacy import declaration_of, declarations
from dangjian.kernel.privacy.terms import Keeping, term_of
from dangjian.kernel.writing import allow_writing
from dangjian.ops.privacy.models import SubjectRequest
from dangjian.ops.retention import finding
from dangjian.ops.retention.commands import propose_due
from dangjian.ops.retention.models import LegalHold, RetentionProposal
from tests.roles import as_owner
from tests.world import SignedInClient, World, building

URL = "/api/v1/ops/retention"
LAST = date(2023, 11, 21)
"""Withdrawn on this day, a consent is kept until the day of the tests and over on the day after."""
ERASABLE = {
    "foundation_consents.Consent", "ops_privacy.SubjectRequest",
    "foundation_consents.NoticeReading", "foundation_messaging.Message", "foundation_messaging.MessagePreference",
    "directory_members.SavedQuery", "identity_accounts.Account", "identity_accounts.DeviceKey",
}  # fmt: skip


def _consents(world: World, count: int = 1, *, withdrawn_on: date = LAST, person: str = "member") -> list[Consent]:
    with building(world.tenant_id):
        rows = [
            Consent(
                tenant_id=world.tenant_id, created_at=at_local(LAST), person_id=world.people[person].pk, use=f"use.{n}",
                notice_number=1, given_at=at_local(LAST), channel="phone", withdrawn_at=at_local(withdrawn_on, 12),
            )
            for n in range(count)
        ]  # fmt: skip
        return list(Consent.objects.bulk_create(rows))


def _propose(world: World) -> int:
    with acting_as(world.system()):
        return propose_due()


def _waiting(client: SignedInClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.fetch(f"{URL}/proposals").json()["items"]
    return found


def test_sec_pi_07_every_table_has_a_term_that_is_executed(security_client: SignedInClient) -> None:
    assert [declared.model._meta.label for declared in declarations() if term_of(declared) is None] == []
    shown = security_client.fetch(f"{URL}/terms").json()
    assert len(shown) == len(declarations())
    assert {line["table"] for line in shown if line["can_be_held"]} == ERASABLE


def test_sec_pi_07_archives_are_permanent_and_nothing_erases_them() -> None:
    archives = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"work_life", "directory_posts", "directory_organisations"}
        or model.__name__ in {"Person", "OrgRelation", "MembershipChange", "Education", "Award", "FamilyMember", "Todo"}
    ]
    assert len(archives) > 25
    for model in archives:
        declared = declaration_of(model)
        assert declared is not None
        term = term_of(declared)
        assert term is not None
        assert term.keeping in {Keeping.PERMANENT, Keeping.WITH_RECORD, Keeping.SYSTEM}, model
        for keeping in (Keeping.TIMED, Keeping.ACCOUNT):
            with pytest.raises(LookupError):
                finding.table_of(model._meta.label, keeping)


def test_sec_pi_07_a_row_is_over_the_day_after_its_term(world: World, security_client: SignedInClient) -> None:
    _consents(world)
    assert _propose(world) == 0, "36 months are not over"
    with frozen(date(2026, 11, 22)):
        assert _propose(world) == 1
        assert _propose(world) == 0, "twice is once"
        client = world.client("security")
        [proposal] = _waiting(client)
        assert (proposal["row_count"], proposal["needs_two"], proposal["tables"]) == (
            1, False, [{"title": "同意", "rows": 1}],
        )  # fmt: skip
    with as_owner():
        assert Consent._base_manager.count() == 1, "nothing is erased by the clock"


def test_sec_pi_07_what_has_not_ended_is_never_over(world: World) -> None:
    rows = _consents(world)
    with building(world.tenant_id):
        Consent.objects.filter(pk=rows[0].pk).update(withdrawn_at=None)
    with frozen(date(2126, 1, 1)):
        assert _propose(world) == 0


def test_sec_pi_07_approved_it_is_erased_with_a_signed_record(world: World) -> None:
    _consents(world, 2)
    kept = _consents(world, 1, withdrawn_on=LAST + timedelta(days=1))[0]
    with frozen(date(2026, 11, 22)):
        _propose(world)
        client = world.client("security")
        [proposal] = _waiting(client)
        done = client.call("POST", f"{URL}/proposals/{proposal['id']}/approval")
        assert done.status_code == 200, done.content.decode()

    answer = done.json()
    record = json.loads(answer["record"])
    assert (answer["state"], answer["is_genuine"]) == ("done", True)
    assert (record["erased"], record["approved_by"]) == (
        {"foundation_consents.Consent": 2}, [world.actor("security").name],
    )  # fmt: skip
    with as_owner():
        assert list(Consent._base_manager.values_list("pk", flat=True)) == [kept.pk]
    assert AuditEntry.objects.filter(intent__contains="approve_proposal", note__contains=record["ids_sha256"]).exists()
    with as_owner():
        row = RetentionProposal._base_manager.get()
    assert row.row_ids == []
    with as_owner():
        RetentionProposal._base_manager.filter(pk=row.pk).update(
            record=row.record.replace('"foundation', '"foundatiom')
        )
    shown = world.client("security").fetch(f"{URL}/proposals?waiting=false").json()["items"]
    assert [line["is_genuine"] for line in shown] == [False], "a changed record is told"


def test_sec_pi_07_a_proposal_about_an_archive_erases_nothing(world: World, security_client: SignedInClient) -> None:
    with as_owner():
        people = Person._base_manager.count()
    with building(world.tenant_id):
        row = RetentionProposal.objects.create(
            tenant_id=world.tenant_id, created_at=at_local(LAST), kind="timed", table="directory_members.Person",
            reason="不该有的建议", row_ids=[str(world.people["member"].pk)], row_count=1, proposed_at=at_local(LAST),
        )  # fmt: skip
    refused = security_client.call("POST", f"{URL}/proposals/{row.pk}/approval")
    assert (refused.status_code, refused.json()["code"]) == (409, "retention.not_erasable")
    with as_owner():
        assert Person._base_manager.count() == people


def test_sec_pi_07_many_rows_need_two_people(world: World) -> None:
    _consents(world, 51)
    with frozen(date(2026, 11, 22)):
        _propose(world)
        first, second = world.client("security"), world.client("administrator")
        [proposal] = _waiting(first)
        address = f"{URL}/proposals/{proposal['id']}/approval"
        agreed = first.call("POST", address)
        assert agreed.json().get("state") == "first", agreed.content.decode()
        with as_owner():
            assert Consent._base_manager.count() == 51, "one agreement erases nothing"
        again = first.call("POST", address)
        assert (again.status_code, again.json()["code"]) == (403, "retention.same_person")
        done = second.call("POST", address).json()
    assert (done["state"], len(done["approved_by"])) == ("done", 2)
    with as_owner():
        assert Consent._base_manager.count() == 0
        assert RetentionProposal._base_manager.get().second_by


def test_sec_pi_07_a_hold_stops_it_until_its_day(world: World, security_client: SignedInClient) -> None:
    rows = _consents(world)
    _consents(world, 1, person="officer")
    hold = {"title": "信访核查", "reason": "正在核查", "until": "2026-12-31"}
    account = str(world.here.accounts["member"].pk)
    placed = security_client.call("POST", f"{URL}/holds", {**hold, "account_id": account})
    assert placed.status_code == 201, placed.content.decode()

    with frozen(date(2026, 11, 22)):
        assert _propose(world) == 1
        client = world.client("security")
        [proposal] = _waiting(client)
        assert proposal["row_count"] == 1
        client.call("POST", f"{URL}/proposals/{proposal['id']}/approval")
    with as_owner():
        assert [row.pk for row in Consent._base_manager.all()] == [rows[0].pk]
    with frozen(date(2026, 12, 31)):
        assert _propose(world) == 0, "the last day counts"
    with frozen(date(2027, 1, 1)):
        assert _propose(world) == 1
        [listed] = world.client("security").fetch(f"{URL}/holds").json()["items"]
        assert (listed["reason"], listed["is_active"]) == ("正在核查", False)


def test_sec_pi_07_a_hold_that_came_in_between_wins(world: World) -> None:
    _consents(world)
    with frozen(date(2026, 11, 22)):
        _propose(world)
        client = world.client("security")
        body = {"title": "诉讼", "reason": "保全", "until": "2027-01-01", "table": "foundation_consents.Consent"}
        hold = client.call("POST", f"{URL}/holds", body).json()
        [proposal] = _waiting(client)
        done = client.call("POST", f"{URL}/proposals/{proposal['id']}/approval").json()
        with as_owner():
            assert (done["state"], done["row_count"], Consent._base_manager.count()) == ("done", 0, 1)

        ended = client.call("POST", f"{URL}/holds/{hold['id']}/end", {"reason": "案件已结"}).json()
        assert (ended["is_active"], ended["end_reason"]) == (False, "案件已结")
        assert client.call("POST", f"{URL}/holds/{hold['id']}/end", {"reason": "再次"}).status_code == 409
        assert _propose(world) == 1


def test_sec_pi_07_a_hold_names_one_thing_that_can_be_erased(world: World, security_client: SignedInClient) -> None:
    hold = {"title": "保全", "reason": "核查", "until": "2026-12-31"}
    for more in (
        {}, {"table": "directory_members.Person"}, {"table": "foundation_consents.Consent", "until": "2026-11-20"},
        {"table": "foundation_consents.Consent", "account_id": str(world.here.accounts["member"].pk)},
    ):  # fmt: skip
        assert security_client.call("POST", f"{URL}/holds", {**hold, **more}).status_code == 422
    stranger = str(world.there.accounts["stranger"].pk)
    assert security_client.call("POST", f"{URL}/holds", {**hold, "account_id": stranger}).status_code == 404
    with as_owner():
        assert LegalHold._base_manager.count() == 0


def test_sec_pi_07_refused_it_stays_and_is_proposed_again_after_three_months(world: World) -> None:
    _consents(world)
    with frozen(date(2026, 11, 22)):
        _propose(world)
        client = world.client("security")
        [proposal] = _waiting(client)
        refused = client.call("POST", f"{URL}/proposals/{proposal['id']}/refusal", {"note": "年底审计后再清理"})
        assert refused.json()["state"] == "refused"
        assert client.call("POST", f"{URL}/proposals/{proposal['id']}/approval").status_code == 409
    for day, made in ((date(2027, 2, 21), 0), (date(2027, 2, 23), 1)):
        with frozen(day):
            assert _propose(world) == made


def test_sec_pi_07_accounts_of_people_who_left_follow_after_a_year(world: World) -> None:
    person, account = world.people["member"], world.here.accounts["member"]
    with acting_as(world.system()), allow_writing():
        Person.objects.unscoped("test").filter(pk=person.pk).update(
            register_state=RegisterState.LEFT, left_on=date(2025, 11, 21)
        )
        Account.objects.unscoped("test").filter(pk=account.pk).update(disabled_at=at_local(date(2025, 11, 21)))
    assert _propose(world) == 0
    with frozen(date(2026, 11, 22)):
        assert _propose(world) == 1
        assert _propose(world) == 0
        with as_owner():
            row = RetentionProposal._base_manager.get()
        assert (row.account_id, row.row_count) == (account.pk, 1)


def test_sec_pi_07_only_administrators_of_the_enterprise(
    world: World, chief_client: SignedInClient, member_client: SignedInClient
) -> None:
    stranger_client = world.there.client("security")
    _consents(world)
    with frozen(date(2026, 11, 22)):
        _propose(world)
    with as_owner():
        row = RetentionProposal._base_manager.get()
    for client, status in ((chief_client, 403), (member_client, 403), (stranger_client, 404)):
        assert client.call("POST", f"{URL}/proposals/{row.pk}/approval").status_code == status
    assert _waiting(stranger_client) == []
    with as_owner():
        assert SubjectRequest._base_manager.count() == 0
