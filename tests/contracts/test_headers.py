"""Every answer to somebody signed in stays out of caches (SEC-DATA-07)."""

from __future__ import annotations

from uuid import uuid4

from dangjian.kernel.http.router import operations
from dangjian.kernel.permissions import Action
from tests.world import SignedInClient


def test_sec_data_07_no_answer_to_somebody_signed_in_is_kept_in_a_cache(administrator_client: SignedInClient) -> None:
    """Generated: each reading operation, as an administrator, with ids of nothing where it takes some."""
    kept, seen = [], 0
    for operation in operations:
        if operation.method != "GET" or not isinstance(operation.action, Action):
            continue
        parts = [str(uuid4()) if part.startswith("{") else part for part in operation.url.split("/")]
        answer = administrator_client.get("/".join(parts))
        seen += 1
        if "no-store" not in answer.get("Cache-Control", ""):
            kept.append(f"{operation.operation_id} {answer.status_code}: {answer.get('Cache-Control', '')}")

    assert seen > 80
    assert kept == []


def test_sec_data_07_no_operation_takes_personal_data_in_its_path() -> None:
    """Paths carry ids and keys, never numbers, phones or names."""
    words = ("id_number", "phone", "mobile", "name", "address", "email")
    in_path = {
        part.strip("{}").rpartition(":")[2]
        for operation in operations
        for part in operation.url.split("/")
        if part.startswith("{")
    }

    assert {name for name in in_path if any(word in name for word in words)} == set()
