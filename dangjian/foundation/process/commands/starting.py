"""Starting a case."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.process.commands.steps.moving import enter, settle
from dangjian.foundation.process.commands.steps.working import Working
from dangjian.foundation.process.commands.versions import version_to_start
from dangjian.foundation.process.definitions.compiled import from_stored
from dangjian.foundation.process.models import Case
from dangjian.foundation.process.permissions import START_CASE
from dangjian.foundation.process.ports import place
from dangjian.foundation.process.rules.starting import may_start
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed, NotFound

PLACE_NOT_FOUND = "没有找到该党组织，或它不在您的管理范围内。请在您管理的组织中选择。"


@command(START_CASE)
def start_case(
    unit: Unit,
    *,
    process_key: str,
    organisation_id: UUID,
    title: str,
    rule: str = "",
    starter_id: UUID | None = None,
    by_app: bool = False,
) -> Case:
    """Begin a case of a process in an organisation, under the newest published version and the newest rules.

    `rule` chooses another version of the rules where the definition knows it. `by_app`: an app that has checked who may
    start, for definitions that only apps start. Raises NotFound for a process nobody
    published or a place beyond one's reach, NotAllowed where the definition names other starters, BadInput.
    """
    where = place(organisation_id)
    if where is None:
        raise NotFound("kernel.place_not_found", PLACE_NOT_FOUND)
    unit.require_place(where.org_path)
    if where.is_dissolved:
        raise BadInput("process.organisation", "该党组织已撤销，请重新选择。", field="organisation_id")
    version = version_to_start(unit, process_key)
    compiled = from_stored(version.document, version.digest)
    is_free = unit.actor.kind == "system" or (by_app and compiled.document.is_started_by_app)
    if not is_free and not may_start(compiled.document, unit.actor.grants, where.org_path):
        raise NotAllowed("process.not_starter", f"“{version.title}”不由您的职务发起，请联系所在党组织的书记。")
    rules = compiled.document.rules
    if rule and rule not in rules:
        raise BadInput("process.rule", f"没有规则版本“{rule}”，可选：{'、'.join(rules)}。", field="rule")
    case = Case(
        definition=version,
        process_key=version.key,
        rule=rule or rules[-1],
        title=title[:120],
        org_path=where.org_path,
        organisation_id=where.organisation_id,
        organisation_name=where.name[:80],
        starter_id=unit.actor.person_id or starter_id,
        starter_name=unit.actor.name[:80],
        started_on=unit.today,
    )
    unit.lets_wait = True
    unit.create(case)
    work = Working(unit, case, compiled, [], [])
    work.record("started", f"发起“{version.title}”（第 {version.number} 版）。")
    enter(work, compiled.document.first)
    settle(work)
    return work.finish("start")
