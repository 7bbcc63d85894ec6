"""Shown before running cases are moved to another version: every case, its steps, what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from dangjian.foundation.process.definitions.compiled import digest_of
from dangjian.foundation.process.models import Case, ProcessDefinition, Stage, StepRun
from dangjian.foundation.process.permissions import DEFINE_PROCESS
from dangjian.foundation.process.reading import case_now, compiled_of
from dangjian.foundation.process.rules.migration import migration_of
from dangjian.foundation.process.rules.states import OVER
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput

MOST = 500
"""Cases that one migration moves; more are moved by repeating it."""


@query(DEFINE_PROCESS)
def plan_migration(*, definition_id: UUID, from_id: UUID, mapping: Mapping[str, str]) -> dict[str, Any]:
    """What moving the running cases of version `from_id` to `definition_id` would do. Four statements.

    `digest` stands for exactly this plan: the migration is refused when a case has moved on since. Raises NotFound,
    BadInput for versions of two processes, one that is not published, or a mapping of unknown steps.
    """
    new: ProcessDefinition = ProcessDefinition.objects.get(pk=definition_id)
    old: ProcessDefinition = ProcessDefinition.objects.get(pk=from_id)
    if new.key != old.key or new.pk == old.pk or new.stage != Stage.PUBLISHED:
        raise BadInput("process.migration", "只能迁移到同一流程的另一个已发布版本。", field="from_id")
    before, after = compiled_of(old.pk), compiled_of(new.pk)
    unknown = [key for key, value in mapping.items() if key not in before.steps or value not in after.steps]
    if unknown:
        raise BadInput("process.mapping", f"对应关系中的环节不存在：{'、'.join(unknown)[:200]}。", field="mapping")
    rows = Case.objects.unscoped("an administrator moves all cases of a definition; titles and steps only")
    cases = list(rows.filter(definition=old).exclude(state__in=OVER).order_by("id")[:MOST])
    runs: dict[UUID, list[StepRun]] = {}
    for run in StepRun.objects.filter(case__in=[case.pk for case in cases]).order_by("seq"):
        runs.setdefault(run.case_id, []).append(run)
    found = []
    for case in cases:
        one = migration_of(before, after, case_now(case, runs.get(case.pk, []), []), mapping)
        found.append(
            {
                "case_id": case.pk,
                "title": case.title,
                "organisation_name": case.organisation_name,
                "version": case.version,
                "steps": [{"before": was, "after": then} for was, then in one.steps],
                "lost": list(one.lost),
                "problems": list(one.problems),
            }
        )
    stands_for = [str(from_id), str(definition_id), sorted(mapping.items()), [(str(c.pk), c.version) for c in cases]]
    return {"digest": digest_of(orjson.dumps(stands_for).decode()), "cases": found}
