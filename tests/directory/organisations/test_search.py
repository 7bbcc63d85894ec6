"""Organisations in the global search."""

from __future__ import annotations

from tests.world import SignedInClient, World


def test_organisations_are_found_by_pinyin_within_reach(
    world: World, office_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    def hits(client: SignedInClient, text: str) -> list[tuple[str, str]]:
        found = client.fetch("/api/v1/foundation/search", q=text).json()
        return [(hit["title"], hit["note"]) for hit in found["items"] if hit["kind"] == "organisation"]

    assert hits(office_client, "chejian") == [
        ("一车间党支部", "党支部 · 制造公司党总支"),
        ("二车间党支部", "党支部 · 制造公司党总支"),
    ]
    assert hits(office_client, "运行") == []
    assert world.orgs["first"].short_name in {title for title, _ in hits(office_client, "ycj")}
    foreign = stranger_client.fetch("/api/v1/foundation/search", q="车间").json()["items"]
    assert not {hit["id"] for hit in foreign} & {str(org.pk) for org in world.orgs.values()}
