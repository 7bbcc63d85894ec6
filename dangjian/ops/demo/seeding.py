"""Making the demo tenants: all or nothing, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models import Tenant
from dangjian.kernel.tenants import open_tenant
from dangjian.ops.demo.commands import (
    load_cases,
    load_development,
    load_directory,
    load_documents,
    load_dues,
    load_life,
    load_people,
    load_standing,
    load_tasks,
    load_transfers,
)
from dangjian.ops.demo.enterprise.build import build_enterprise, build_stranger
from dangjian.ops.demo.enterprise.model import Enterprise
from dangjian.ops.demo.loading.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was written; `is_new` is false when it had been there before."""

    name: str
    is_new: bool
    organisations: int = 0
    people: int = 0
    meetings: int = 0


def seed_demo(*, today: date, scale: int = 1) -> list[Seeded]:
    """Write the demo enterprise and the stranger's tenant unless they are there. Everything or nothing."""
    with transaction.atomic():
        return [
            _seed(build_enterprise(today=today, scale=scale)),
            _seed(build_stranger(today=today)),
        ]


def _seed(made: Enterprise) -> Seeded:
    if Tenant.objects.filter(code=made.code).exists():
        return Seeded(made.name, is_new=False)
    tenant = open_tenant(code=made.code, name=made.name, is_demo=True)
    with acting_as(system_actor(tenant.pk, "演示数据")):
        loaded = load_directory(loaded=Loaded(made, tenant.pk))
        load_people(loaded=loaded)
        meetings = load_life(loaded=loaded)
        load_cases(loaded=loaded)
        load_dues(loaded=loaded)
        load_development(loaded=loaded)
        load_transfers(loaded=loaded)
        load_standing(loaded=loaded)
        load_tasks(loaded=loaded)
        load_documents(loaded=loaded)
    return Seeded(made.name, is_new=True, organisations=len(made.orgs), people=len(made.people), meetings=meetings)
