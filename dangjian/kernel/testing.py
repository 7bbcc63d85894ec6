"""Checks that every command, list and handler must pass; tests call them, then add what is special.

They use the doors and the HTTP client as they are: nothing of our own is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dangjian.kernel.actor import Actor, acting_as, nobody_acting
from dangjian.kernel.errors import NotAllowed, NotFound, NotSignedIn, Problem
from dangjian.kernel.events.base import Event, handlers_of
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.models.outbox import OutboxEvent

Arguments = dict[str, Any] | Callable[[], dict[str, Any]]


class _Undo(Exception):
    """Leaves a transaction so that nothing of it stays."""


@contextmanager
def undone() -> Iterator[None]:
    """Run the block and take everything back that it wrote."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


@contextmanager
def exactly_queries(count: int) -> Iterator[CaptureQueriesContext]:
    """The block uses exactly `count` statements; they are printed otherwise."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
    statements = [query["sql"][:300] for query in captured.captured_queries]
    assert len(statements) == count, f"{len(statements)} queries instead of {count}:\n" + "\n".join(statements)


def refusal_of(call: Callable[[], Any]) -> Problem | None:
    """The problem that a call ends with, or None; what it wrote is taken back."""
    found: Problem | None = None
    with undone():
        try:
            call()
        except Problem as problem:
            found = problem
    return found


def assert_command_contract(
    command: Callable[..., Any],
    arguments: Arguments,
    *,
    allowed: Actor,
    without_right: Actor | None = None,
    elsewhere: Actor | None = None,
    stranger: Actor | None,
    events: Sequence[type[Event]] = (),
    bad: Sequence[tuple[dict[str, Any], str]] = (),
) -> Any:
    """What holds for every command; returns what it returned to `allowed`.

    Nobody signed in: refused. `without_right`: refused. `elsewhere` (has the right in another place) and `stranger`
    (another tenant): refused as if nothing were there. `bad` are changed arguments with the code they are refused by.
    Refusals leave an audit row and nothing else; the done command leaves audit rows and exactly `events`.
    """
    given = arguments() if callable(arguments) else arguments
    with nobody_acting():
        assert isinstance(refusal_of(lambda: command(**given)), NotSignedIn), "without an actor it must be refused"
    refused = (NotFound, NotAllowed)
    for actor, kinds in ((without_right, refused), (elsewhere, refused), (stranger, (NotFound,))):
        if actor is not None:
            _assert_refused(command, given, actor, kinds)
    for changed, code in bad:
        with acting_as(allowed):
            problem = refusal_of(lambda changed=changed: command(**{**given, **changed}))  # type: ignore[misc]
        assert problem is not None, f"{changed} was accepted instead of refused by {code}"
        assert problem.code == code, f"{changed} was refused by {problem.code} instead of {code}"
    audited, emitted = AuditEntry.objects.count(), OutboxEvent.objects.count()
    with acting_as(allowed):
        result = command(**given)
    rows = list(AuditEntry.objects.order_by("id")[audited:])
    assert rows, "the command left no audit row"
    assert {(row.outcome, row.account_id, row.tenant_id) for row in rows} == {
        ("done", allowed.account_id, allowed.tenant_id)
    }
    names = [event.name for event in OutboxEvent.objects.order_by("id")[emitted:]]
    assert names == [event.name for event in events], f"events were {names}"
    return result


def _assert_refused(
    command: Callable[..., Any], given: dict[str, Any], actor: Actor, kinds: tuple[type[Problem], ...]
) -> None:
    with acting_as(actor), undone():
        audited, emitted = AuditEntry.objects.count(), OutboxEvent.objects.count()
        problem: Problem | None = None
        try:
            command(**given)
        except Problem as caught:
            problem = caught
        assert isinstance(problem, kinds), f"{actor.name}: {problem!r} instead of {[kind.__name__ for kind in kinds]}"
        written = list(AuditEntry.objects.order_by("id")[audited:])
        assert [row.outcome for row in written] == ["refused"], "a refusal must be in the audit trail, and nothing else"
        assert OutboxEvent.objects.count() == emitted, "a refused command must not announce anything"


def assert_list_contract(
    client: Any,
    url: str,
    *,
    queries: int,
    more: Callable[[], Any] | None = None,
    foreigner: Any,
    pages: bool = True,
    query: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """What holds for every list over HTTP; returns its rows after `more` were added.

    The same literal number of queries before and after `more` rows were added (the request's own included, when the
    rights are in the process's cache); paging by one row gives every row once; a foreigner sees none; nobody 401.
    """
    given = query or {}
    first = client.get(url, given)
    assert first.status_code == 200, first.content.decode()
    with exactly_queries(queries):
        before = client.get(url, given).json()["items"]
    if more is not None:
        more()
        with exactly_queries(queries):
            after = client.get(url, given).json()["items"]
        assert len(after) > len(before), "the added rows are not in the list"
    else:
        after = before
    if pages:
        assert _all_pages(client, url, given) == [row["id"] for row in after]
    answer = foreigner.get(url, given)
    assert answer.status_code in {200, 403, 404}
    if answer.status_code == 200:
        seen = {row.get("id") for row in answer.json()["items"]}
        assert not seen & {row["id"] for row in after}, "a foreigner sees our rows"
    assert type(client)().get(url, given).status_code == 401
    return list(after)


def _all_pages(client: Any, url: str, given: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = client.get(url, {**given, "limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        assert len(page["items"]) <= 1
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        assert len(found) < 2000, "paging does not come to an end"


def assert_handler_contract(event: Event, actor: Actor, snapshot: Callable[[], Any]) -> Any:
    """All handlers of an event run twice: the second time changes nothing. Returns the snapshot."""
    found = handlers_of(event.name)
    assert found, f"nobody listens to {event.name}"
    with acting_as(actor):
        for handler in found:
            handler.function(event)
        once = snapshot()
        for handler in found:
            handler.function(event)
        assert snapshot() == once, "handling the event again changed something"
    return once


def assert_replay(client: Any, url: str, body: dict[str, Any], count: Callable[[], int]) -> dict[str, Any]:
    """A POST repeated under one Idempotency-Key has one effect and gives the same answer twice."""
    key = "replay-0123456789"
    before = count()
    first = client.call("POST", url, body, key=key)
    assert first.status_code < 300, first.content.decode()
    second = client.call("POST", url, body, key=key)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second["Idempotent-Replay"] == "true"
    assert count() == before + 1, "the repeated request had another effect"
    answer: dict[str, Any] = first.json()
    return answer
