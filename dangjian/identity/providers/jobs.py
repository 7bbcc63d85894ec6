"""Background work: forget ways to a provider that nobody came back from."""

from __future__ import annotations

from datetime import timedelta

from dangjian.identity.providers import flows
from dangjian.kernel.jobs import JobContext, periodic


@periodic("identity.providers.remove_old", every=timedelta(hours=1), per_tenant=False)
def remove_old(ctx: JobContext) -> None:
    """Delete ways that were not finished in time."""
    flows.remove_old()
