"""DEV-1: two applicants go through all 25 steps in a house whose clock is moved, one under each edition of the rules.

Started, seen as too early, decided by the vote of a meeting and packed for the archive in the browser; the steps
between by those who hold them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CONSOLE, PEOPLE, Visitor
from tests.kernel.files.samples import pdf
from tests.serving import ROOT, Installation, installation

NEW, OLD = "韩立新", "罗晓梅"
"""Under the edition of 2026, and under that of 2014: the application came before the new one was published."""
BEFORE_THE_NEW_EDITION = date(2026, 5, 10)
HEAD = """
import sys
from datetime import date
from dangjian.directory.members.commands import register_person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.actor import Place, acting_as, system_actor
from dangjian.kernel.clock import today
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.models import Tenant
from dangjian.kernel.scope import Scope, bind_scope
from dangjian.ops.demo.commands import development as demo
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.kernel.doors import command
from dangjian.work.development.models import AdmissionCase
tenant = Tenant.objects.get(code="demo")
home = "滨海新城项目党支部"
name = sys.argv[1]
"""
REGISTER = (
    HEAD
    + """
with acting_as(system_actor(tenant.pk, "test")):
    with bind_scope(Scope(tenant.pk, "test", (Place(""),))):
        branch = Organisation.objects.get(short_name=home)
    values = {"name": name, "person_category": "applicant", "birth_date": date(1998, 5, 4), "sex": "male"}
    register_person(organisation_id=branch.pk, values=values)
"""
)
STEP = (
    HEAD
    + """
@command(LOAD_DEMO)
def go(unit, *, steps):
    branch = Organisation.objects.get(short_name=home)
    desk = demo._desk(unit, branch, today())
    admission = AdmissionCase.objects.select_related("case").get(person_name=name)
    for step in steps:
        if step.startswith("hold:"):
            step = step.removeprefix("hold:")
            demo.voted(unit, demo._body(desk, step), today(), about=f"{name}：讨论")
        else:
            demo._do(desk, admission, step, today())
go.__module__ = "dangjian.ops.demo.commands"
with acting_as(system_actor(tenant.pk, "test")):
    go(steps=sys.argv[2:])
drain()
with acting_as(system_actor(tenant.pk, "test")), bind_scope(Scope(tenant.pk, "test", (Place(""),))):
    row = AdmissionCase.objects.select_related("person").get(person_name=name)
    print(row.step_number, row.state, row.person.person_category)
"""
)


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Installation]:
    """The demo enterprise, served by processes whose clock follows a file of the test."""
    ahead = tmp_path / "ahead"
    ahead.write_text("0")
    path = f"{ROOT}:{ROOT / 'tests' / 'moved_clock'}"
    with installation(DANGJIAN_DEMO="1", PYTHONPATH=path, MOVED_CLOCK=str(ahead)) as fresh:
        fresh.with_demo()
        fresh.start(prefix=(sys.executable, str(ROOT / "tests" / "moved_clock" / "serving.py")))
        yield fresh


class Calendar:
    """Moves the clock of the house, and signs the secretary in anew: after months every session is over."""

    def __init__(self, house: Installation, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.file = Path(house.environment["MOVED_CLOCK"])
        self.visitors: list[Visitor] = []

    def to(self, day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        self.file.write_text(str((noon - datetime.now(UTC)).total_seconds()))

    def secretary(self) -> Visitor:
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **CONSOLE)
        context.set_default_timeout(20_000)
        visitor = Visitor(context.new_page(), "console", self.house)
        visitor.watch()
        self.visitors.append(visitor)
        people = context.request.get(f"{self.house.url}/api/v1/identity/demo-people").json()
        account = next(person for person in people if person["note"].startswith(PEOPLE["secretary"]))
        body = {"account_id": account["account_id"], "surface": "console"}
        assert context.request.post(f"{self.house.url}/api/v1/identity/demo-session", data=body).ok
        return visitor

    def steps(self, name: str, *steps: str) -> str:
        return self.house.python(STEP, name, *steps).strip()


def _date(page: Page, label: str, day: date) -> None:
    box = page.get_by_role("combobox", name=label)
    box.fill(day.isoformat())
    box.press("Enter")


def _begin(visitor: Visitor, name: str, applied_on: date) -> str:
    """Start a development and hand the application in; the address of its page."""
    page = visitor.open("/work/development/new")
    page.get_by_placeholder("输入名称或拼音，再在下面选择").fill(name)
    page.get_by_role("radio", name=re.compile(name)).check()
    _date(page, "收到入党申请书日期", applied_on)
    page.get_by_role("button", name="发起", exact=True).click()
    expect(page.get_by_role("heading", name=f"{name}的发展进程")).to_be_visible()
    expect(page.get_by_text("25. 材料归档")).to_be_visible()
    expect(page.get_by_text("2026 年版" if name == NEW else "2014 年版").first).to_be_visible()
    detail = page.url
    page.get_by_role("button", name="办理：递交入党申请书").click()
    _date(page, "收到入党申请书日期", applied_on)
    page.get_by_role("radiogroup", name="申请人是中国公民").get_by_text("是", exact=True).click()
    with page.expect_response(lambda answer: "/kernel/files" in answer.url and answer.request.method == "POST"):
        page.locator("input[type=file]").set_input_files(
            {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        )
    expect(page.get_by_role("link", name="申请书.pdf").or_(page.get_by_text("申请书.pdf")).first).to_be_visible()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="党组织派人谈话")).to_be_visible()
    return detail


def _admit(page: Page, detail: str, name: str, day: date) -> None:
    """Choose the vote of the meeting that was held on a day."""
    page.goto(detail)
    page.get_by_role("button", name="办理：支部大会讨论接收预备党员").click()
    page.get_by_role("combobox", name="会议表决").press("ArrowDown")
    page.get_by_role("option", name=re.compile(f"{day}.*{name}")).click()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="上级党委派人谈话")).to_be_visible()


def _pack(page: Page, detail: str, name: str) -> None:
    """The folder of a full member as one file."""
    page.goto(detail)
    expect(page.get_by_text("正式党员", exact=True)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载档案包").click()
    assert saved.value.suggested_filename == f"发展党员档案-{name}.zip"


@pytest.mark.timeout(240)
def test_DEV_1_applicants_become_full_members_under_a_moved_clock_in_both_editions(
    moved: Installation, browser: Browser
) -> None:
    calendar = Calendar(moved, browser)
    begun = datetime.now(UTC).date() + timedelta(days=2)
    calendar.to(begun)
    visitor, pages = calendar.secretary(), {}
    for name, applied_on in ((NEW, begun), (OLD, BEFORE_THE_NEW_EDITION)):
        moved.python(REGISTER, name)
        pages[name] = _begin(visitor, name, applied_on)

    activist_on = begun + timedelta(days=20)
    calendar.to(activist_on)
    for name in pages:
        steps = ("first_talk", "decide_activist", "file_activist", "assign_mentors")
        assert calendar.steps(name, *steps) == "6 running activist"
    calendar.to(activist_on + timedelta(days=300))
    page = calendar.secretary().page
    for detail in pages.values():
        page.goto(detail)
        expect(page.get_by_text(re.compile(f"最早 {_year_after(activist_on)}")).first).to_be_visible()
        expect(page.get_by_text(re.compile("应有半年考察 1 次")).first).to_be_visible()

    day = _year_after(activist_on)
    calendar.to(day)
    for name, step in ((NEW, 8), (OLD, 9)):  # the notice is a step of the new edition
        found = calendar.steps(name, "cultivate", "decide_target", "target_consent")
        assert found.startswith(f"{step} running")
    admitted_on = day + timedelta(days=17)
    calendar.to(admitted_on)
    page = calendar.secretary().page
    for name, notice in ((NEW, ("target_notice",)), (OLD, ())):
        steps = (*notice, "assign_introducers", "political_review", "target_training", "committee_review")
        found = calendar.steps(name, *steps, "pre_review", "fill_membership_form", "hold:branch_vote_admit")
        assert found == "15 running development_target"
        _admit(page, pages[name], name, admitted_on)
        steps = ("pre_approval_talk", "approve_admission", "file_admission", "assign_to_branch", "oath")
        assert calendar.steps(name, *steps) == "21 running probationary_member"

    calendar.to(_year_after(admitted_on) - timedelta(days=20))
    for name in pages:
        assert calendar.steps(name, "probation_review") == "22 running probationary_member"
    calendar.to(_year_after(admitted_on))
    page = calendar.secretary().page
    for name, detail in pages.items():
        found = calendar.steps(name, "apply_full", "full_opinions", "branch_vote_full", "approve_full")
        assert found == "25 running full_member"
        _pack(page, detail, name)
        assert calendar.steps(name, "archive_case") == "25 done full_member"
    assert [fault for one in calendar.visitors for fault in one.faults] == []


def _year_after(day: date) -> date:
    """The same day a year later (29 February: the 28th)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
