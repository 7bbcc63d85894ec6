"""People and security administrators are told of unusual log-ins, once each (SEC-AUTH-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.alerts import KIND
from dangjian.identity.accounts.jobs import remove_ended
from dangjian.identity.accounts.models import Account, AddressFailure
from dangjian.kernel import clock
from tests.identity.accounts.conftest import SESSION, Browser, code_of
from tests.world import World, building

SECRETARY = "linjiang-secretary"
Enrol = Callable[[str], tuple[str, list[str]]]


def _told(world: World) -> Counter[str]:
    """Who was told how often, by the keys of the small world."""
    names = {person.pk: key for tenant in (world.here, world.there) for key, person in tenant.people.items()}
    with building(world.tenant_id):
        rows = Message.objects.across_tenants("what a test looks at").filter(kind=KIND)
        return Counter(names[row.person_id] for row in rows)


def _signed_in_before(world: World, key: str) -> None:
    with building(world.tenant_id):
        rows = Account.objects.unscoped("arrangement").filter(pk=world.here.accounts[key].pk)
        rows.update(last_login_at=clock.now() - timedelta(days=2))


def test_sec_auth_11_new_device_is_told_to_its_person_once(world: World, browser: Browser) -> None:
    _signed_in_before(world, "secretary")
    browser.sign_in(SECRETARY)
    browser.sign_in(SECRETARY)

    assert _told(world) == {"secretary": 1}
    with building(world.tenant_id):
        message = Message.objects.get(kind=KIND)
    assert "linjiang-secretary" in message.title
    assert "192.0.2.77" in message.text


def test_sec_auth_11_first_log_in_ever_is_not_unusual(world: World, browser: Browser) -> None:
    browser.sign_in(SECRETARY)

    assert _told(world) == {}


def test_sec_auth_11_new_device_of_an_administrator(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("administrator")
    _signed_in_before(world, "administrator")
    browser.sign_in("linjiang-administrator")
    before_the_code = _told(world)
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})

    assert before_the_code == {}
    assert _told(world) == {"administrator": 1, "security": 1}


def test_sec_auth_11_success_after_three_failures(world: World, browser: Browser) -> None:
    for _ in range(3):
        browser.sign_in(SECRETARY, "Wrong-pass-1")
    browser.sign_in(SECRETARY)
    browser.sign_in(SECRETARY)

    assert _told(world) == {"secretary": 1, "security": 1}


def test_sec_auth_11_two_failures_are_not_unusual(world: World, browser: Browser) -> None:
    for _ in range(2):
        browser.sign_in(SECRETARY, "Wrong-pass-1")
    browser.sign_in(SECRETARY)

    assert _told(world) == {}


def test_sec_auth_11_success_after_a_lock(world: World, browser: Browser) -> None:
    for _ in range(5):
        browser.sign_in(SECRETARY, "Wrong-pass-1")
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        browser.sign_in(SECRETARY)

    assert _told(world) == {"secretary": 1, "security": 1}


def test_sec_auth_11_code_guessed_after_three_failures(world: World, browser: Browser, enrol: Enrol) -> None:
    secret, _ = enrol("secretary")
    browser.sign_in(SECRETARY)
    for code in ("000000", "000001", "000002"):
        browser.send("POST", f"{SESSION}/second-factor", {"code": code})
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})

    assert _told(world) == {"secretary": 1, "security": 1}


def test_sec_auth_11_many_accounts_from_one_address(world: World) -> None:
    """Names that do not exist count too; the security administrators of the accounts concerned are told once a day."""
    attacker = Browser("198.51.100.66")
    for number in range(8):
        attacker.sign_in(f"nobody-{number}", "Wrong-pass-1")
    attacker.sign_in("linjiang-member", "Wrong-pass-1")
    nine = _told(world)
    for name in ("linjiang-office", "linjiang-leader", "linjiang-chief"):
        attacker.sign_in(name, "Wrong-pass-1")

    assert nine == {}
    assert _told(world) == {"security": 1}


def test_sec_auth_11_ten_accounts_from_ten_addresses_or_slowly_are_not_unusual(world: World) -> None:
    for number in range(12):
        Browser(f"198.51.100.{number + 1}").sign_in(f"nobody-{number}", "Wrong-pass-1")
    for number in range(12):
        with clock.frozen(clock.now() + timedelta(minutes=2 * number)):
            Browser("203.0.113.5").sign_in("linjiang-member" if number == 11 else f"name-{number}", "Wrong-pass-1")

    assert _told(world) == {}


def test_failures_of_addresses_are_forgotten_after_a_day(world: World, browser: Browser) -> None:
    browser.sign_in("nobody", "Wrong-pass-1")
    kept = AddressFailure.objects.count()
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)), building(world.tenant_id):
        remove_ended(None)  # type: ignore[arg-type]  # the job looks at no context

    assert (kept, AddressFailure.objects.count()) == (1, 0)
