"""The question that a higher layer answers, and the answer that the kernel asks for.

- `grants.holders_of_roles(roles=)` -> set[UUID]: people who hold one of the roles today, anywhere in the tenant.
"""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.approvals.commands import DESTROY_KEY, take_approval
from dangjian.foundation.approvals.registry import Matter, register_matter
from dangjian.kernel import ports
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.crypto.turning import TAKE_CONSENT

HOLDERS_OF_ROLES = "grants.holders_of_roles"
KEY_DESTRUCTION = register_matter(Matter(DESTROY_KEY, "销毁数据密钥"))


def consent_to_destroy(*, tenant_id: UUID, key_id: int) -> tuple[str, str] | None:
    """Who asked for a key to be destroyed and who agreed; the consent is used up. Answers `approvals.take`."""
    with acting_as(system_actor(tenant_id, "销毁数据密钥")):
        return take_approval(kind=DESTROY_KEY, subject_ref=str(key_id))


ports.register(TAKE_CONSENT, consent_to_destroy)
