"""A closed account is gone: its values are found nowhere but where the law keeps them (SEC-PI-07, SEC-DATA-06)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings

from dangjian.directory.members.models import Person, SavedQuery
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.identity.accounts.directory import name_digest
from dangjian.identity.accounts.models import Account, EarlierPassword, TakenName, WebSession
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.errors import Conflict
from dangjian.kernel.events import drain
from dangjian.kernel.files.jobs import sweep
from dangjian.kernel.housekeeping import tidy
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import StoredFile
from dangjian.kernel.privacy import declarations
from dangjian.kernel.privacy.terms import Keeping, term_of
from dangjian.kernel.writing import allow_writing
from dangjian.ops.retention.models import RetentionProposal
from tests.roles import as_owner
from tests.world import SignedInClient, World

CANARY = "zjq-canary-7731"
PHONE = "13655550123"
WORDS = "金丝雀私语七七三一"
MINE = "/api/v1/ops/my-requests"
DESK = "/api/v1/ops/privacy-requests"
URL = "/api/v1/ops/retention/proposals"


class _Quiet:
    """What a job tells about its progress, unheard."""

    def progress(self, *args: Any) -> None:
        """Nothing to show."""


def _permanent() -> set[str]:
    """Tables that no programme erases."""
    kept = {Keeping.PERMANENT, Keeping.LOG, Keeping.SYSTEM, Keeping.WITH_RECORD}
    return {d.model._meta.label for d in declarations() if (term := term_of(d)) and term.keeping in kept}


def _places(value: str) -> set[str]:
    """Tables and stored files where a value stands; sealed columns are opened."""
    found = set()
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        with as_owner():
            for row in model._base_manager.all():
                for column in model._meta.concrete_fields:
                    held = getattr(row, column.attname)
                    text = held.reveal() if isinstance(column, EncryptedTextField) and held else str(held)
                    if value in text:
                        found.add(model._meta.label)
    folder = Path(settings.DATA_DIR) / "files"
    return found | {"a file" for path in folder.rglob("*") if path.is_file() and value.encode() in path.read_bytes()}


@pytest.fixture
def account(world: World) -> Account:
    """The member's account with values of its own everywhere that an account leaves some."""
    with as_owner():
        row = Account._base_manager.get(pk=world.here.accounts["member"].pk)
    with acting_as(world.system()):
        with allow_writing():
            TakenName.objects.create(digest=name_digest(CANARY), taken_at=clock.now())
            row.login_name, row.login_key, row.phone = CANARY, CANARY, PHONE
            row.save()
            EarlierPassword.objects.create(
                tenant_id=row.tenant_id, created_at=clock.now(), account=row, password=f"hash-{CANARY}"
            )
        Authenticator.objects.create(user_id=row.pk, type="totp", data={"secret": CANARY})
        with allow_writing():
            SavedQuery.objects.create(
                tenant_id=row.tenant_id, created_at=clock.now(), account_id=row.pk, list_name="members", name=WORDS
            )
        assert row.person_id is not None
        send_message(person_ids=[row.person_id], kind="note", title=WORDS, text=WORDS)
    return row


def _close(world: World, client: SignedInClient, office: SignedInClient) -> RetentionProposal:
    asked = client.call("POST", MINE, {"kind": "close", "text": "不再使用"}).json()
    drain()
    done = office.call("POST", f"{DESK}/{asked['id']}/answer", {"answer": "已停用，账号数据待清理"})
    assert done.status_code == 200, done.content.decode()
    drain()
    with as_owner():
        return RetentionProposal._base_manager.get()


def test_sec_pi_07_an_account_is_closed_within_the_deadline_of_the_request(
    world: World, account: Account, office_client: SignedInClient, security_client: SignedInClient
) -> None:
    proposal = _close(world, world.client("member"), office_client)
    assert proposal.due_on == date(2026, 12, 11), "15 working days from the request"
    with frozen(date(2026, 12, 12)):
        [late] = world.client("security").fetch(URL).json()["items"]
        assert late["is_late"] is True


def test_sec_pi_07_the_canary_of_an_erased_account_is_found_nowhere(
    world: World, account: Account, office_client: SignedInClient
) -> None:
    client = world.client("member")
    exported = client.call("POST", "/api/v1/ops/my-data/exports", {"file_format": "json"})
    assert exported.status_code == 201
    run_pending()
    before = _places(CANARY) | _places(PHONE) | _places(WORDS)
    assert {"identity_accounts.Account", "foundation_messaging.Message"} <= before
    assert "directory_members.SavedQuery" in before
    permanent = {name: _rows(name) for name in _permanent() if name.startswith(("directory_", "work_"))}
    proposal = _close(world, client, office_client)

    done = world.client("security").call("POST", f"{URL}/{proposal.pk}/approval")
    assert done.status_code == 200, done.content.decode()
    drain()
    with frozen(clock.now() + timedelta(days=91)), acting_as(world.system()):
        sweep(_Quiet())  # type: ignore[arg-type]  # only its progress is asked for
        tidy(_Quiet())  # type: ignore[arg-type]
    for value in (CANARY, PHONE, WORDS):
        assert _places(value) - {"kernel.AuditEntry"} == set(), value
    assert "kernel.AuditEntry" not in _places(PHONE), "the trail never held it"
    with as_owner():
        assert StoredFile._base_manager.count() == 0, "the copy of the data went too"
    assert {name: _rows(name) for name in permanent} == permanent, "no record of the work or of the member went"
    with as_owner():
        row = Account._base_manager.get(pk=account.pk)
    assert (row.login_name, row.display_name, row.phone, row.person_id) == ("已注销用户", "已注销用户", None, None)
    assert not Authenticator.objects.filter(user_id=row.pk).exists()
    assert not WebSession.objects.filter(account_id=row.pk).exists()


def _rows(label: str) -> int:
    with as_owner():
        return int(apps.get_model(label)._base_manager.count())


def test_sec_data_06_the_tombstone_names_no_value(
    world: World, account: Account, office_client: SignedInClient
) -> None:
    proposal = _close(world, world.client("member"), office_client)
    world.client("security").call("POST", f"{URL}/{proposal.pk}/approval")
    with as_owner():
        row = RetentionProposal._base_manager.get()
    assert row.state == "done"
    assert str(account.pk) in row.record
    for value in (CANARY, PHONE, WORDS, account.display_name):
        assert value not in row.record


def test_sec_pi_07_the_name_of_an_erased_account_is_never_given_out_again(
    world: World, account: Account, office_client: SignedInClient
) -> None:
    proposal = _close(world, world.client("member"), office_client)
    world.client("security").call("POST", f"{URL}/{proposal.pk}/approval")
    with acting_as(world.system()):
        with pytest.raises(Conflict):
            create_account(login_name=CANARY, display_name="另一人")
        again = create_account(login_name="another-name", display_name="本人", person_id=account.person_id)
    assert again.person_id == account.person_id, "the person may have an account again"


def test_sec_pi_07_an_account_in_use_is_not_erased(
    world: World, account: Account, office_client: SignedInClient
) -> None:
    proposal = _close(world, world.client("member"), office_client)
    with as_owner():
        Account._base_manager.filter(pk=account.pk).update(disabled_at=None)
    refused = world.client("security").call("POST", f"{URL}/{proposal.pk}/approval")
    assert (refused.status_code, refused.json()["code"]) == (409, "retention.in_use")
    with as_owner():
        assert Account._base_manager.get(pk=account.pk).login_name == CANARY
        assert Message._base_manager.filter(title=WORDS).exists()


def test_sec_pi_07_a_held_account_is_not_erased(world: World, account: Account, office_client: SignedInClient) -> None:
    proposal = _close(world, world.client("member"), office_client)
    security = world.client("security")
    hold = {"title": "核查", "reason": "正在核查", "until": "2026-12-31", "account_id": str(account.pk)}
    security.call("POST", "/api/v1/ops/retention/holds", hold)
    refused = security.call("POST", f"{URL}/{proposal.pk}/approval")
    assert (refused.status_code, refused.json()["code"]) == (409, "retention.held")
    with as_owner():
        assert Account._base_manager.get(pk=account.pk).login_name == CANARY


def test_sec_pi_07_records_of_the_member_stay_when_the_account_goes(
    world: World, account: Account, office_client: SignedInClient
) -> None:
    proposal = _close(world, world.client("member"), office_client)
    world.client("security").call("POST", f"{URL}/{proposal.pk}/approval")
    with acting_as(world.system()):
        person = Person.objects.unscoped("test").get(pk=account.person_id)
        assert (person.name, person.register_state) == ("王芳", "active")
        assert Todo.objects.filter(source="ops.privacy.request").exists()
