"""What sealed fields cost the member list: nothing, since it reads none of them (SEC-DATA-02)."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dangjian.directory.members.models import Person
from dangjian.kernel.crypto.fields import EncryptedTextField
from tests.world import SignedInClient, World, add_people


def test_sec_data_02_the_member_list_reads_no_sealed_field(world: World, secretary_client: SignedInClient) -> None:
    add_people(world.here, "first", 12)
    sealed = {field.column for field in Person._meta.concrete_fields if isinstance(field, EncryptedTextField)}
    assert "id_number" in sealed
    with CaptureQueriesContext(connection) as seen:
        shown = secretary_client.fetch("/api/v1/directory/members", limit=50)
    assert len(shown.json()["items"]) >= 12
    read = [query["sql"] for query in seen if '"directory_person"' in query["sql"]]
    assert read
    assert [column for column in sealed for text in read if f'"{column}"' in text] == []
