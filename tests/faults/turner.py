"""Turns the data key of personal values of a tenant without pause; its second argument is touched after each turn."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402

from dangjian.kernel.crypto import turning  # noqa: E402
from dangjian.kernel.models import DataKey  # noqa: E402

DOMAIN = "person"


def turn(tenant_id: UUID) -> None:
    """The next generation, at once: other processes go on with the key they know for a while, which must do no harm."""
    fresh = turning.begin(tenant_id=tenant_id, domain=DOMAIN)
    turning.activate(fresh, at_once=True)
    for key in DataKey.objects.filter(state=DataKey.DECRYPT_ONLY, tenant_id=tenant_id, domain=DOMAIN, emptied_at=None):
        turning.renew(key)


if __name__ == "__main__":
    while True:
        try:
            turn(UUID(sys.argv[1]))
            Path(sys.argv[2]).touch()
        except DatabaseError:  # the data base was killed, or is busy: once more
            connection.close()
        time.sleep(0.3)
