"""Linking is done by the person themselves, signed in and proved anew; nobody else's account is ever linked."""

from __future__ import annotations

from datetime import timedelta

from dangjian.identity.accounts.models import WebSession
from dangjian.identity.providers.models import LinkedIdentity
from dangjian.kernel import clock
from tests.identity.accounts.conftest import Browser
from tests.identity.providers.conftest import Way, begin, finish, link, make_provider
from tests.world import building

OWN = "/api/v1/identity/own/identities"


def _secretary(way: Way) -> Browser:
    browser = Browser("203.0.113.5")
    assert browser.sign_in(way.world.here.accounts["secretary"].login_name).status_code == 201
    return browser


def _links(way: Way) -> list[tuple[str, str]]:
    with building(way.provider.tenant_id):
        rows = LinkedIdentity.objects.filter(provider=way.provider).values_list("account__login_name", "subject")
        return sorted(rows)


def test_sec_auth_09_somebody_links_signs_in_and_unlinks(way: Way) -> None:
    browser, way.fake.subject = _secretary(way), "u-2002"

    assert way.go(browser, own=True).json()["purpose"] == "link"
    listed = browser.send("GET", OWN).json()
    newcomer = Browser()
    assert way.go(newcomer).status_code == 200
    assert newcomer.stage() == "complete"
    gone = browser.send("DELETE", f"{OWN}/{listed['items'][0]['id']}")

    assert [(row["provider_name"], row["label"]) for row in listed["items"]] == [(way.provider.name, "王建国")]
    assert listed["choices"] == []
    assert gone.status_code == 204
    assert [row["id"] for row in browser.send("GET", OWN).json()["choices"]] == [str(way.provider.pk)]
    assert way.go(Browser()).status_code == 401


def test_sec_auth_09_linking_asks_for_a_step_up(way: Way) -> None:
    browser = _secretary(way)
    WebSession.objects.update(auth_at=clock.now() - timedelta(minutes=6))

    answer = browser.send("POST", f"{OWN}/{way.provider.pk}/begin", {"surface": "console"})

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.step_up_required")


def test_sec_auth_09_an_identity_belongs_to_one_account(way: Way) -> None:
    browser = _secretary(way)

    answer = way.go(browser, own=True)  # the subject that the member is linked with

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.link.taken")
    assert len(_links(way)) == 1


def test_sec_auth_09_one_identity_each_at_a_provider(way: Way) -> None:
    browser, way.fake.subject = _secretary(way), "u-2002"
    way.go(browser, own=True)
    way.fake.subject = "u-3003"

    answer = way.go(browser, own=True)

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.link.has_one")


def test_sec_auth_09_a_link_is_not_completed_by_somebody_else(way: Way) -> None:
    """The browser was handed on: another person is signed in when the provider sends it back."""
    browser, way.fake.subject = _secretary(way), "u-2002"
    query = begin(browser, way.provider.pk, own=True)
    code = way.fake.authorize(query)
    browser.send("DELETE", "/api/v1/identity/session")
    browser.csrf = ""
    browser.sign_in(way.world.here.accounts["other_member"].login_name)

    answer = finish(browser, way.provider.pk, code=code, state=query["state"][0])

    assert answer.status_code == 401
    assert len(_links(way)) == 1


def test_sec_auth_09_a_link_is_not_completed_signed_out(way: Way) -> None:
    browser = _secretary(way)
    query = begin(browser, way.provider.pk, own=True)
    browser.send("DELETE", "/api/v1/identity/session")
    browser.csrf = ""

    answer = finish(browser, way.provider.pk, code=way.fake.authorize(query), state=query["state"][0])

    assert answer.status_code == 401
    assert browser.stage() == "none"


def test_sec_auth_09_a_provider_of_another_enterprise_is_not_linked(way: Way) -> None:
    other = make_provider(way.world, tenant="there", address=way.fake.issuer, secret="x")
    browser = _secretary(way)

    answer = browser.send("POST", f"{OWN}/{other.pk}/begin", {"surface": "console"})

    assert answer.status_code == 404


def test_sec_auth_09_nobody_takes_off_another_ones_link(way: Way) -> None:
    browser = _secretary(way)
    with building(way.provider.tenant_id):
        theirs = LinkedIdentity.objects.get(provider=way.provider)

    assert browser.send("DELETE", f"{OWN}/{theirs.pk}").status_code == 404
    assert len(_links(way)) == 1


def test_sec_auth_09_own_links_take_a_fixed_number_of_statements(way: Way) -> None:
    from dangjian.identity.providers.queries import own_choices, own_identities
    from dangjian.kernel.actor import acting_as
    from dangjian.kernel.testing import exactly_queries

    for number in range(3):
        more = make_provider(way.world, address=way.fake.issuer, name=f"备用{number}")
        link(way.world, more, "secretary", way.fake.issuer, f"u-{number}")
    with acting_as(way.world.actor("secretary")), exactly_queries(2):
        assert (len(own_identities()), len(own_choices())) == (3, 1)
