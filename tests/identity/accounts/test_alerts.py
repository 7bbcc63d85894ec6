"""People and security administrators are told of unusual log-ins, once each (SEC-AUTH-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.alerts import COMPLETED, COMPLETED_NOTE, KIND
from dangjian.identity.accounts.jobs import remove_ended
from dangjian.identity.accounts.models import Account, AddressFailure
from dangjian.identity.accounts.rules import alerts as rules
from dangjian.kernel import clock
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.parameters import networks_of
from tests.identity.accounts.conftest import SESSION, Browser, code_of
from tests.world import SignedInClient, World, building

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


def _worked_before(world: World, key: str, *, hour: int = 9, address: str = "192.0.2.77", times: int = 12) -> None:
    """Log-ins of the last days as the audit trail knows them."""
    account = world.here.accounts[key]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            tenant_id=world.tenant_id,
            at=clock.at_local(clock.today() - timedelta(days=number + 1), hour),
            actor_kind="person",
            account_id=account.pk,
            actor_name=account.display_name,
            action="public",
            intent=COMPLETED[0],
            note=f"{COMPLETED_NOTE}密码",
            outcome="done",
            address=address,
        )
        for number in range(times)
    )


def _texts(world: World) -> list[str]:
    with building(world.tenant_id):
        rows = Message.objects.across_tenants("what a test looks at").filter(kind=KIND)
        return sorted({row.title.split(" ", 2)[2] for row in rows})


def test_sec_auth_11_unusual_network_is_told_once_to_person_and_administrator(world: World) -> None:
    _worked_before(world, "secretary")
    known, away = Browser("192.0.2.77"), Browser("203.0.113.9")
    known.sign_in(SECRETARY)
    usual = _told(world)
    away.cookies, away.csrf = known.cookies, known.csrf  # the same device, carried elsewhere
    away.sign_in(SECRETARY)

    assert usual == {}
    assert (_told(world), _texts(world)) == ({"secretary": 1, "security": 1}, ["从不常用的网络登录"])


def test_sec_auth_11_unusual_hour_is_told_once_to_person_and_administrator(world: World, browser: Browser) -> None:
    _worked_before(world, "secretary")
    with clock.frozen(clock.at_local(clock.today(), 3)):
        browser.sign_in(SECRETARY)

    assert (_told(world), _texts(world)) == ({"secretary": 1, "security": 1}, ["在不常用的时间登录"])


def test_sec_auth_11_a_few_log_ins_and_night_workers_are_not_unusual(world: World) -> None:
    _worked_before(world, "secretary", times=9, address="203.0.113.9")
    _worked_before(world, "member", hour=2)
    with clock.frozen(clock.at_local(clock.today(), 3)):
        Browser("192.0.2.77").sign_in(SECRETARY)
        Browser("192.0.2.77").sign_in("linjiang-member")

    assert _told(world) == {}


def test_sec_auth_11_administrator_from_outside_the_allowed_networks(
    world: World, browser: Browser, enrol: Enrol, administrator_client: SignedInClient
) -> None:
    url = "/api/v1/ops/settings/identity.administration_from"
    assert administrator_client.call("PUT", url, {"value": "10.1.0.0/16，内网"}).status_code == 422
    assert administrator_client.call("PUT", url, {"value": "10.1.0.0/16, 2001:db8::/32"}).status_code == 200
    secret, _ = enrol("administrator")
    browser.sign_in("linjiang-administrator")
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})
    browser.sign_in(SECRETARY)

    assert (_told(world), _texts(world)) == ({"administrator": 1, "security": 1}, ["在允许的网络范围之外登录"])


def test_sec_auth_11_administrator_from_inside_is_not_unusual(
    world: World, browser: Browser, enrol: Enrol, administrator_client: SignedInClient
) -> None:
    url = "/api/v1/ops/settings/identity.administration_from"
    administrator_client.call("PUT", url, {"value": "192.0.2.0/24"})
    secret, _ = enrol("administrator")
    browser.sign_in("linjiang-administrator")
    browser.send("POST", f"{SESSION}/second-factor", {"code": code_of(secret)})

    assert _told(world) == {}


def test_sec_auth_11_a_normal_month_alerts_on_less_than_one_log_in_in_a_hundred(world: World) -> None:
    """Weekdays between 8 and 19 from the office and the mobile network, a late evening each week."""
    history: list[rules.LogIn] = []
    alerts = log_ins = 0
    for day in range(120):
        for turn, usual in enumerate((8, 13, 19) if day % 7 < 5 else ()):
            hour, address = (21 if day % 7 == 4 and turn == 2 else usual), ("10.1.3.4", "39.144.7.8")[turn % 2]
            if day >= 90:
                log_ins += 1
                alerts += rules.is_unusual_network(address, history) or rules.is_unusual_hour(hour, history)
            history.append(rules.LogIn(hour, address))

    assert log_ins > 60
    assert alerts / log_ins < 0.01


def test_sec_auth_11_rules_of_networks_and_hours() -> None:
    at_nine = [rules.LogIn(9, "10.1.2.3")] * 10
    networks = networks_of("10.1.0.0/16 2001:db8::/32")

    assert [rules.is_unusual_hour(hour, at_nine) for hour in (21, 22, 5, 6)] == [False, True, True, False]
    assert rules.is_unusual_hour(0, [*at_nine, rules.LogIn(23, "")]) is False
    assert rules.is_unusual_network("10.1.200.200", at_nine) is False
    assert rules.is_unusual_network("", at_nine) is False
    assert rules.is_unusual_network("10.2.0.1", at_nine) is True
    assert [rules.is_outside(address, networks) for address in ("10.1.9.9", "10.2.0.1", "2001:db8::1", "", "x")] == [
        False, True, False, True, True,
    ]  # fmt: skip
    assert rules.is_outside("10.2.0.1", []) is False
