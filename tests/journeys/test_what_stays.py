"""What a browser keeps of a person, and what an uploaded file may do in it (SEC-DATA-07, SEC-FILE-05)."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import Enter, Visitor
from tests.journeys.pages import settle
from tests.journeys.test_phone_walks import _branch, _sign_out

TYPED = "周小兰家中建设路八十八号"
"""What somebody types into a form and has not sent yet: personal, and of no use to the next one on this phone."""
KEPT = """async () => {
    const found = { local: { ...localStorage }, session: { ...sessionStorage }, stores: {}, caches: {} };
    for (const { name } of await indexedDB.databases()) {
        const opened = await new Promise((done, failed) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
            asked.onerror = () => failed(asked.error);
        });
        for (const store of opened.objectStoreNames) {
            found.stores[`${name}/${store}`] = await new Promise((done, failed) => {
                const asked = opened.transaction(store).objectStore(store).getAll();
                const shown = (one) => (one instanceof Object && "privateKey" in one ? "key" : one);
                asked.onsuccess = () => done(asked.result.map(shown));
                asked.onerror = () => failed(asked.error);
            });
        }
        opened.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            const isText = /html|json/.test(answer.headers.get("Content-Type") ?? "");
            found.caches[request.url] = isText ? await answer.text() : "";
        }
    }
    return found;
}"""
HARMFUL = "document.title = 'taken'; localStorage.setItem('taken', '1')"
FILES = [
    ("名册.csv", "text/csv", f"姓名,电话\n<script>{HARMFUL}</script>,1\n"),
    ("名册.html", "text/html", f"<!doctype html><html><body><script>{HARMFUL}</script></body></html>"),
    ("名册.svg", "image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'><script>{HARMFUL}</script></svg>"),
    ("名册.js", "text/javascript", HARMFUL),
]


def test_sec_data_07_nothing_typed_or_shown_stays_on_the_phone_after_signing_out(enter: Enter) -> None:
    secretary = enter("secretary", "phone", worker=True)
    me = secretary.api("GET", "/api/v1/identity/session")
    page = secretary.open("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page = secretary.open(f"/meetings/plan?organisation_id={_branch(secretary)}&kind=branch_committee_meeting")
    page.get_by_label("地点").fill(TYPED)
    page.wait_for_function("(typed) => JSON.stringify({ ...localStorage }).includes(typed)", arg=TYPED)
    page = secretary.open("/me")
    before = page.evaluate(KEPT)
    assert TYPED in json.dumps(before["local"], ensure_ascii=False), "a draft is kept while somebody is signed in"
    assert not [address for address in before["caches"] if "/api/" in address], "answers of the API are never kept"

    _sign_out(page)
    settle(page)

    left = json.dumps(page.evaluate(KEPT), ensure_ascii=False)
    personal = [TYPED, me["name"], me["account_id"], me["person_id"], _branch_before(before)]
    assert [one for one in personal if one in left] == []


def _branch_before(kept: dict[str, dict[str, str]]) -> str:
    """The key under which the draft stood: it names the person."""
    return next(key for key, value in kept["local"].items() if TYPED in value)


def _stays_harmless(visitor: Visitor, address: str) -> None:
    """The file is saved, not shown; whatever is in it does not run where the platform is."""
    page: Page = visitor.page
    with page.expect_download() as saving, pytest.raises(Error, match=r"Download is starting|ERR_ABORTED"):
        page.goto(address)
    assert saving.value.url == address
    saving.value.cancel()


def test_sec_file_05_an_uploaded_script_never_runs_in_the_browser(enter: Enter) -> None:
    office = enter("office", "console")
    page = office.open("/")
    upload = "/api/v1/kernel/files?purpose=directory.rosters.upload"
    name, kind, text = FILES[0]
    file = {"file": {"name": name, "mimeType": kind, "buffer": text.encode()}}
    kept = office.api("POST", upload, multipart=file)
    address = f"{office.house.url}/api/v1/kernel/files/{kept['id']}"

    _stays_harmless(office, address)
    office.open("/")
    page.evaluate(
        """(address) => new Promise((done) => {
            const script = document.createElement("script");
            script.onload = script.onerror = done;
            script.src = address;
            document.head.append(script);
        })""",
        address,
    )
    assert page.evaluate("() => [document.title === 'taken', localStorage.getItem('taken')]") == [False, None]
    session = office.api("GET", "/api/v1/identity/session")
    for name, kind, text in FILES[1:]:
        answer = page.request.post(
            f"{office.house.url}{upload}",
            multipart={"file": {"name": name, "mimeType": kind, "buffer": text.encode()}},
            headers={"X-CSRF-Token": session["csrf_token"]},
        )
        assert answer.status == 422, f"{name}: {answer.status}"
        # Under a name that is let in the content is still what it is, and is refused or saved as a table.
        disguised = page.request.post(
            f"{office.house.url}{upload}",
            multipart={"file": {"name": "名册.csv", "mimeType": kind, "buffer": text.encode()}},
            headers={"X-CSRF-Token": session["csrf_token"]},
        )
        if disguised.ok:
            _stays_harmless(office, f"{office.house.url}/api/v1/kernel/files/{disguised.json()['id']}")
    expect(page).not_to_have_title("taken")
    office.faults.clear()  # the browser notes each script that it refused to run, which is what this journey is about


def test_sec_data_05_who_looks_and_when_lies_over_pages_with_sensitive_values(enter: Enter) -> None:
    secretary = enter("secretary")
    name = secretary.api("GET", "/api/v1/identity/session")["name"]
    page = secretary.open("/directory/members")
    mark = page.locator(".screen-mark")
    expect(mark).to_have_attribute("data-mark", re.compile(rf"^{name} 20\d\d-\d\d-\d\d \d\d:\d\d$"))
    assert "data:image/svg+xml" in mark.evaluate("(mark) => getComputedStyle(mark).backgroundImage")
    assert mark.evaluate("(mark) => getComputedStyle(mark).pointerEvents") == "none"
    assert mark.bounding_box() == {"x": 0, "y": 0, "width": 1440, "height": 900}
    one = secretary.api("GET", "/api/v1/directory/members?limit=1")["items"][0]["id"]
    secretary.go(f"/directory/members/{one}")
    expect(mark).to_be_visible()
    secretary.go("/work/meetings")
    expect(mark).to_have_count(0)
