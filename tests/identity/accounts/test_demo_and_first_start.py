"""Demo mode, and the first start of a fresh installation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.identity.accounts.models import Account
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.models import Tenant
from tests.identity.accounts.conftest import SESSION, Browser
from tests.world import World

PEOPLE = "/api/v1/identity/demo-people"
DEMO = "/api/v1/identity/demo-session"
ROOT = Path(__file__).resolve().parents[3]


def _demo_person(world: World, login_name: str, note: str) -> Account:
    with acting_as(world.system()):
        return create_account(login_name=login_name, display_name="演示", is_demo=True, demo_note=note)


def test_demo_people_are_offered_and_entered_by_one_click(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [_demo_person(world, f"demo{number}", f"角色{number}") for number in range(8)]
    _demo_person(world, "demo-other", "")
    monkeypatch.setattr(settings, "DEMO_MODE", True)

    offered = browser.send("GET", PEOPLE).json()
    entered = browser.send("POST", DEMO, {"account_id": offered[1]["account_id"], "surface": "phone"})

    assert [row["note"] for row in offered] == [f"角色{number}" for number in range(7)]
    assert (entered.status_code, entered.json()["stage"], entered.json()["demo"]) == (201, "complete", True)
    assert entered.json()["account_id"] == str(people[1].pk)


def test_demo_log_in_does_not_exist_outside_the_demo_mode(world: World, browser: Browser) -> None:
    account = _demo_person(world, "demo", "支部书记")

    answer = browser.send("POST", DEMO, {"account_id": str(account.pk)})

    assert browser.send("GET", PEOPLE).json() == []
    assert (answer.status_code, answer.json()["code"]) == (404, "identity.demo_person_not_found")
    assert browser.sign_in("demo").status_code == 401


def test_demo_log_in_is_not_for_real_people(world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", True)

    answer = browser.send("POST", DEMO, {"account_id": str(world.here.accounts["secretary"].pk)})

    assert answer.status_code == 404


def test_demo_session_ends_with_the_demo_mode(world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    account = _demo_person(world, "demo", "支部书记")
    with monkeypatch.context() as demo:
        demo.setattr(settings, "DEMO_MODE", True)
        browser.send("POST", DEMO, {"account_id": str(account.pk)})

    assert browser.stage() == "none"


def test_sec_auth_06_demo_people_prove_themselves_by_one_click(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = _demo_person(world, "demo", "支部书记")
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    browser.send("POST", DEMO, {"account_id": str(account.pk)})

    with clock.frozen(clock.now() + timedelta(hours=1)):
        asked = browser.send("POST", "/api/v1/identity/own/second-factor/enrolment")
        click = browser.send("POST", "/api/v1/identity/session/step-up", {})
        answer = browser.send("POST", "/api/v1/identity/own/second-factor/enrolment")

    assert (asked.status_code, asked.json()["code"]) == (401, "identity.step_up_required")
    assert (click.status_code, click.json()["demo_person"]) == (200, True)
    assert answer.status_code == 200


def test_sec_auth_06_empty_proof_of_a_real_person_is_refused(world: World, browser: Browser) -> None:
    browser.sign_in("linjiang-secretary")

    answer = browser.send("POST", "/api/v1/identity/session/step-up", {})

    assert (answer.status_code, answer.json()["code"]) == (401, "identity.step_up_refused")


def test_demo_mode_refuses_to_start_in_production(tmp_path: Path) -> None:
    environment = os.environ | {
        "DANGJIAN_DEMO": "1",
        "DANGJIAN_ENV": "production",
        "DANGJIAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "dangjian.project.settings",
    }
    run = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert run.returncode != 0
    assert "演示模式不能在生产环境启动" in run.stderr


def test_sec_auth_01_fresh_installation_has_no_account_and_prints_three_links(db: None, browser: Browser) -> None:
    printed = StringIO()
    before = Account.objects.across_tenants("nothing there yet").count()
    call_command("first_start", tenant="临江重工集团有限公司", name="高宇", login_name="gaoyu", stdout=printed)

    links = re.findall(r"/activate#(\S+)", printed.getvalue())
    assert before == 0
    assert len(set(links)) == 3
    roles = []
    for token, name in zip(links[1:], ("首任安全管理员", "首任安全审计员"), strict=True):
        body = {"token": token, "password": "Lantern&Harbour-27", "surface": "console"}
        entered = Browser().send("POST", "/api/v1/identity/activation", body).json()
        assert entered["name"] == name
        roles += [role["role"] for role in entered["roles"]]
    assert roles == ["security_administrator", "audit_administrator"]
    assert browser.sign_in("gaoyu", "").status_code == 422
    body = {"token": links[0], "password": "Lantern&Harbour-27", "surface": "console"}
    entered = browser.send("POST", "/api/v1/identity/activation", body).json()
    assert (entered["name"], entered["tenant_name"]) == ("高宇", "临江重工集团有限公司")
    assert [role["role"] for role in entered["roles"]] == ["administrator"]
    assert entered["restriction"] == "second_factor"
    assert browser.send("GET", SESSION).json()["actions"] == ["identity.own_sign_in"]


def test_first_start_again_renews_the_link_until_it_was_used(db: None, browser: Browser) -> None:
    tokens = []
    for _ in range(2):
        printed = StringIO()
        call_command("first_start", stdout=printed)
        tokens.append(re.findall(r"#(\S+)", printed.getvalue()))
    look_up = "/api/v1/identity/activation/look-up"
    found = [browser.send("POST", look_up, {"token": token}).status_code for call in tokens for token in call]
    for number, token in enumerate(tokens[1]):
        other = Browser(f"192.0.2.{number + 10}")
        other.send("POST", "/api/v1/identity/activation", {"token": token, "password": "Lantern&Harbour-27"})
    printed = StringIO()
    call_command("first_start", stdout=printed)

    assert found == [404, 404, 404, 200, 200, 200]
    assert Tenant.objects.count() == 1
    assert Account.objects.across_tenants("counting").count() == 3
    assert "无需首次启动" in printed.getvalue()
    assert "#" not in printed.getvalue()


def test_start_of_the_server_prints_the_link_once_and_keeps_it_valid(db: None, browser: Browser) -> None:
    printed = [StringIO(), StringIO()]
    for text in printed:
        call_command("first_start", if_empty=True, url="http://127.0.0.1:9000", stdout=text)

    link = re.search(r"http://127.0.0.1:9000/activate#(\S+)", printed[0].getvalue())
    assert link is not None
    assert printed[1].getvalue() == ""
    assert browser.send("POST", "/api/v1/identity/activation/look-up", {"token": link[1]}).status_code == 200
