"""A browser that goes through the log-in like a person, and accounts of the small world with their passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dangjian.identity.accounts import second_factor
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.visit import CSRF_HEADER
from tests.world import PASSWORD, World, building

SESSION = "/api/v1/identity/session"


class Browser(Client):
    """Keeps cookies and the token of the last session answer, as the web client does."""

    def __init__(self, address: str = "192.0.2.77") -> None:
        super().__init__(raise_request_exception=False, REMOTE_ADDR=address, HTTP_USER_AGENT="tests")
        self.csrf = ""

    def send(self, method: str, url: str, body: Any = None, **headers: str) -> Any:
        """Send JSON; remembers the token of session answers."""
        given = ({CSRF_HEADER: self.csrf} if self.csrf else {}) | headers
        arguments: dict[str, Any] = {} if body is None else {"data": body, "content_type": "application/json"}
        calls: dict[str, Any] = {"GET": self.get, "POST": self.post, "PATCH": self.patch, "DELETE": self.delete}
        answer = calls[method](url, headers=given, **arguments)
        if answer.get("Content-Type", "").startswith("application/json"):
            found = answer.json()
            if isinstance(found, dict) and found.get("csrf_token"):
                self.csrf = found["csrf_token"]
        return answer

    def sign_in(self, identifier: str, password: str = PASSWORD, surface: str = "console") -> Any:
        """Log in by account name or phone."""
        body = {"identifier": identifier, "password": password, "surface": surface}
        return self.send("POST", SESSION, body)

    def stage(self) -> str:
        """How far this browser is signed in."""
        found: str = self.send("GET", SESSION).json()["stage"]
        return found


@pytest.fixture
def browser() -> Browser:
    """A browser that never was here."""
    return Browser()


@pytest.fixture
def other_browser() -> Browser:
    """Somebody else's browser, at another address."""
    return Browser("198.51.100.9")


@pytest.fixture
def enrol(world: World) -> Callable[[str], tuple[str, list[str]]]:
    """Enrol a second factor for somebody; returns the seed and the recovery codes."""

    def run(key: str) -> tuple[str, list[str]]:
        account = world.here.accounts[key]
        secret = second_factor.new_secret()
        with building(world.tenant_id):
            codes = second_factor.enrol(account, secret, code_of(secret))
            rows = Account.objects.unscoped("arrangement of a test").filter(pk=account.pk)
            # The step used for enrolling is not the one that the test uses.
            rows.update(second_factor_at=account.created_at, totp_last_step=0)
        assert codes is not None
        return secret, codes

    return run


def code_of(secret: str, offset: int = 0) -> str:
    """The code that an authenticator app shows now (or `offset` steps later)."""
    from allauth.mfa.totp.internal import auth as totp

    steps = list(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(secret, steps[len(steps) // 2] + offset)))
