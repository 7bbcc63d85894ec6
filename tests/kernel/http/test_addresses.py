"""Routes are put into folders without changing which one answers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.urls.resolvers import RegexPattern

from dangjian.kernel.http.addresses import by_folder
from dangjian.kernel.http.router import operations

SAMPLE = {"uuid": "019300b2-0000-7000-8000-000000000000", "int": "7", "str": "word", "path": "a/b", "slug": "a-b"}


def _view(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse()


PLAIN = [
    path("members", _view, name="list"),
    path("members/counts", _view, name="counts"),
    path("members/<uuid:member_id>", _view, name="one"),
    path("<str:rest>/counts", _view, name="any"),
    path("members/<uuid:member_id>/posts/open", _view, name="posts"),
    path("members/<uuid:member_id>/posts/<int:number>", _view, name="post"),
    path("rules/text", _view, name="single"),
]


def _found(patterns: list[URLPattern | URLResolver], address: str) -> tuple[str | None, dict[str, object]]:
    match = URLResolver(RegexPattern(r"^"), patterns).resolve(address)
    return match.url_name, dict(match.kwargs)


def test_same_route_answers_as_without_folders() -> None:
    grouped = by_folder(PLAIN)
    for address in (
        "members",
        "members/counts",
        "others/counts",
        "rules/text",
        f"members/{SAMPLE['uuid']}",
        f"members/{SAMPLE['uuid']}/posts/open",
        f"members/{SAMPLE['uuid']}/posts/12",
    ):
        assert _found(grouped, address) == _found(list(PLAIN), address)
    assert _found(grouped, f"members/{SAMPLE['uuid']}")[1] == {"member_id": UUID(SAMPLE["uuid"])}
    assert len(grouped) < len(PLAIN)


def test_every_operation_is_found_under_its_address() -> None:
    resolver = get_resolver()
    for operation in operations:
        address = operation.url
        while "{" in address:
            before, _, rest = address.partition("{")
            inner, _, after = rest.partition("}")
            kind = inner.partition(":")[0] if ":" in inner else "str"
            address = f"{before}{SAMPLE[kind]}{after}"
        match = resolver.resolve(address)
        route = match.route.replace("uuidstr:", "uuid:").replace("<", "{").replace(">", "}")
        assert route == operation.url.removeprefix("/"), address
