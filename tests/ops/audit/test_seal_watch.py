"""The seal is among the warnings of the audit administrator (SEC-AUD-08).

Sealing waits for every open transaction of the data base server, so that this runs alone on PostgreSQL.
"""

from __future__ import annotations

import pytest

from dangjian.kernel.sealing import checkpoints, sealer
from tests.ops.audit.test_overview import PAGE, _write
from tests.world import SignedInClient, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_sec_aud_08_the_seal_is_watched(world: World, auditor_client: SignedInClient) -> None:
    def about_the_seal() -> set[str]:
        found = auditor_client.fetch(PAGE).json()["warnings"]
        return {item["text"][:14] for item in found if item["rule"] == "seal"}

    _write(world, 1)
    assert "有操作日志超过 10 秒没有" in about_the_seal()
    sealer.seal()
    checkpoints.write_due()
    assert about_the_seal() == {"检查点只保存在本机：请设置 "}
