"""Who an import acts for: the person who uploaded it, with the rights they hold when the work is done."""

from __future__ import annotations

from dangjian.directory.grants.queries import grants_of_account
from dangjian.directory.rosters.models import ImportBatch
from dangjian.kernel.actor import Actor, system_actor


def operator_of(batch: ImportBatch) -> Actor:
    """The owner of a batch as Actor; the system itself for imports from the command line."""
    if batch.owner_account_id is None:
        return system_actor(batch.tenant_id, "名册导入")
    return Actor(
        kind="person",
        tenant_id=batch.tenant_id,
        name=batch.owner_name,
        account_id=batch.owner_account_id,
        person_id=batch.owner_person_id,
        surface="job",
        grants=grants_of_account(
            account_id=batch.owner_account_id, person_id=batch.owner_person_id, tenant_id=batch.tenant_id
        ),
    )
