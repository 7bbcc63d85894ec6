"""One search over what apps make searchable: only what one may see, places shared out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest

from dangjian.foundation.search import providers
from dangjian.foundation.search.providers import Hit, Provider, register_provider
from dangjian.foundation.search.queries import search
from dangjian.foundation.search.rules import normal_text, share
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import NotAllowed
from dangjian.kernel.permissions import SIGNED_IN, Action
from tests.world import SignedInClient

OFFICE_ONLY = Action("foundation.search_probe.view", "查看测试内容", roles=("office",))
FIRST = UUID("00000000-0000-7000-8000-000000000001")


def _many(text: str, limit: int) -> Sequence[Hit]:
    return [Hit(FIRST, f"{text}{n}", "一车间党支部") for n in range(limit + 5)]


def _secret(text: str, limit: int) -> Sequence[Hit]:
    return [Hit(FIRST, "只给办公室")]


def _refusing(text: str, limit: int) -> Sequence[Hit]:
    raise NotAllowed()


@pytest.fixture
def provide(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Provider]:
    """Registers providers for one test, beside none."""
    monkeypatch.setattr(providers, "_providers", {})
    return lambda kind, find, action=SIGNED_IN, order=100: register_provider(
        Provider(kind, "测试", action, find, order)
    )


def test_only_kinds_one_may_see_are_asked(provide: Callable[..., Provider], member: Actor, office: Actor) -> None:
    provide("secret", _secret, OFFICE_ONLY)
    provide("refusing", _refusing)

    found = []
    for actor in (member, office):
        with acting_as(actor):
            found.append([hit["title"] for hit in search(text="办公")])

    assert found == [[], ["只给办公室"]]


def test_search_over_http(
    provide: Callable[..., Provider], member_client: SignedInClient, office_client: SignedInClient
) -> None:
    provide("member", _many, order=10)
    provide("secret", _secret, OFFICE_ONLY, order=5)

    answer = office_client.fetch("/api/v1/foundation/search", q="  王　芳 ", limit=4).json()["items"]

    assert [(hit["kind"], hit["title"], hit["note"]) for hit in answer] == [
        ("secret", "只给办公室", ""),
        ("member", "王 芳0", "一车间党支部"),
        ("member", "王 芳1", "一车间党支部"),
        ("member", "王 芳2", "一车间党支部"),
    ]
    assert member_client.fetch("/api/v1/foundation/search", q=" ").json() == {"items": []}
    assert member_client.fetch("/api/v1/foundation/search", q="x" * 51).status_code == 422
    assert SignedInClient().fetch("/api/v1/foundation/search", q="王").status_code == 401


def test_second_provider_of_a_kind_is_an_error(provide: Callable[..., Provider]) -> None:
    provide("member", _many)
    provide("member", _many)

    with pytest.raises(RuntimeError, match="twice"):
        provide("member", _secret)


@pytest.mark.parametrize(
    ("found", "limit", "shared"),
    [
        ([], 4, ""),
        (["", "aaa"], 2, "aa"),
        (["aaa", "bbb"], 4, "aabb"),
        (["a", "bbbb"], 4, "abbb"),
        (["aaaa", "b"], 4, "aaab"),
        (["aaa", "bbb", "ccc"], 2, "ab"),
        (["a", "b"], 10, "ab"),
    ],
)
def test_places_are_shared_out(found: list[str], limit: int, shared: str) -> None:
    assert "".join(share([list(kind) for kind in found], limit)) == shared


def test_text_is_normalised() -> None:
    assert (normal_text("  Ｗang　 fang\t"), normal_text("王" * 60)) == ("Wang fang", "王" * 50)
