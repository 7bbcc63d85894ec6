"""People and organisations are found by name and pinyin, within one's own places only."""

from __future__ import annotations

from tests.world import SignedInClient, World

URL = "/api/v1/foundation/search"


def _titles(client: SignedInClient, text: str) -> list[tuple[str, str]]:
    return [(hit["kind"], hit["title"]) for hit in client.fetch(URL, q=text).json()["items"]]


def test_people_and_organisations_by_name_and_pinyin(world: World, chief_client: SignedInClient) -> None:
    assert _titles(chief_client, "王芳") == [("member", "王芳")]
    assert ("member", "王芳") in _titles(chief_client, "wangfang")
    assert ("organisation", "一车间党支部") in _titles(chief_client, "一车间")


def test_number_finds_the_person_exactly(world: World, chief_client: SignedInClient) -> None:
    person = world.people["member"]
    number = person.id_number.reveal()

    assert _titles(chief_client, number) == [("member", person.name)]
    assert _titles(chief_client, number[:-1]) == []


def test_foreigners_find_nothing_of_ours(
    world: World, other_member_client: SignedInClient, stranger_client: SignedInClient, member_client: SignedInClient
) -> None:
    own = {person.pk for person in world.people.values()}
    found = stranger_client.fetch(URL, q="王芳").json()["items"]

    assert _titles(other_member_client, "王芳") == []
    assert [hit for hit in _titles(member_client, "王芳") if hit[0] == "member"] == []
    assert [hit for hit in found if hit["id"] in {str(pk) for pk in own}] == []
