"""Starting, stopping and following the development of somebody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.commands import register_leaving
from dangjian.directory.members.enums import PARTY_MEMBERS, ChangeReason, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import ForbiddenAct, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.queries import refuse_act
from dangjian.foundation.process.commands import change_rule as change_case_rule
from dangjian.foundation.process.commands import move_case, start_case, stop_case
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.development.models import AdmissionCase, AdmissionState
from dangjian.work.development.permissions import CHANGE_RULE, FROM_ENGINE, KEEP_DEVELOPMENT, STOP_DEVELOPMENT
from dangjian.work.development.queries.facts import left_against, people_facts
from dangjian.work.development.queries.standing import standing
from dangjian.work.development.rules.eligibility import applicant_problems
from dangjian.work.development.rules.steps import NEW_RULE, OLD_RULE, PROCESS, rule_on


@command(KEEP_DEVELOPMENT)
def start_admission(unit: Unit, *, person_id: UUID, applied_on: date, rule: str = "") -> AdmissionCase:
    """Begin the development of somebody on the register who applied in writing on a day.

    The edition of the rules is the one in force on that day unless another is chosen. Raises NotFound, BadInput with
    what stands against it, Conflict when it runs already.
    """
    person = unit.get(Person, person_id, lock=False)
    organisation: Organisation = person.organisation
    unit.require_place(organisation.org_path)
    if applied_on > unit.today:
        raise BadInput("development.applied_on", "收到申请书的日期不能晚于今天。", field="applied_on")
    if organisation.org_kind != OrgKind.BRANCH:
        raise BadInput("development.branch", "发展党员由党支部办理，请先把申请人编入党支部。", field="person_id")
    refuse_act(organisation, ForbiddenAct.ADMIT, field="person_id")
    facts = people_facts([person.pk])[person.pk]
    problems = applicant_problems(facts, applied_on, left_against=left_against(person))
    if problems:
        raise BadInput("development.not_eligible", "；".join(problems), field="person_id")
    if AdmissionCase.objects.filter(person=person, state=AdmissionState.RUNNING).exists():
        raise Conflict("development.running", f"{person.name}的发展流程正在办理，请从列表中打开。")
    case = start_case(
        process_key=PROCESS,
        organisation_id=organisation.pk,
        title=f"发展党员：{person.name}",
        rule=rule or rule_on(applied_on),
        by_app=True,
    )
    return unit.create(
        AdmissionCase(
            person=person,
            running_person_id=person.pk,
            person_name=person.name,
            organisation=organisation,
            organisation_name=organisation.short_name,
            org_path=organisation.org_path,
            case=case,
            rule_version=case.rule,
            now_at=case.now_at,
            now_with=case.now_with,
        )
    )


@command(STOP_DEVELOPMENT)
def stop_admission(
    unit: Unit, *, admission_id: UUID, reason: str, leaves_register: bool, expected_version: int | None = None
) -> AdmissionCase:
    """End somebody's development before admission: the application was withdrawn, or the branch ended it.

    `leaves_register`: the person is taken off the register too. Raises Conflict for members, whose probation ends by
    a vote, and for what has ended.
    """
    row = unit.get(AdmissionCase, admission_id, expected_version=expected_version)
    _require_running(row)
    if row.person.person_category in PARTY_MEMBERS:
        text = "已接收为预备党员，只能由支部大会讨论转正、延长预备期或者取消资格（发展党员工作细则第三十一条）。"
        raise Conflict("development.is_member", text)
    stop_case(case_id=row.case_id, reason=reason)
    unit.update(
        row,
        state=AdmissionState.WITHDRAWN,
        running_person_id=None,
        ended_on=unit.today,
        end_reason=reason[:400],
        now_at="",
        now_with="",
    )
    if leaves_register:
        with acting_as(system_actor(unit.tenant_id, "work.development")):
            register_leaving(person_id=row.person_id, reason=ChangeReason.WITHDRAWN, on=unit.today, note=reason[:400])
    return row


@command(CHANGE_RULE)
def change_rule(
    unit: Unit, *, admission_id: UUID, rule: str, reason: str, expected_version: int | None = None
) -> AdmissionCase:
    """Let a development go on under the other edition of the work rules, as the organisation department decided.

    Raises Conflict for what has ended, BadInput for the edition it has already.
    """
    row = unit.get(AdmissionCase, admission_id, expected_version=expected_version)
    _require_running(row)
    if rule not in {OLD_RULE, NEW_RULE} or rule == row.rule_version:
        raise BadInput("development.rule", "请选择与现行不同的细则版本（2014 或 2026）。", field="rule")
    change_case_rule(case_id=row.case_id, rule=rule, reason=reason)
    return unit.update(row, rule_version=rule)


def _require_running(row: AdmissionCase) -> None:
    if row.state != AdmissionState.RUNNING:
        raise Conflict("development.over", "该发展流程已经结束，请刷新查看。")


@command(FROM_ENGINE)
def follow_case(unit: Unit, *, case_id: UUID) -> bool:
    """Bring the line in the lists up to date with its case. May run twice; whether anything was to follow."""
    rows = AdmissionCase.objects.unscoped("the line in the lists follows its case, wherever it is")
    row: AdmissionCase | None = rows.select_related("case").filter(case_id=case_id).first()
    if row is None:
        return False
    unit.update(row, **standing(row.case, today=unit.today))
    return True


@command(FROM_ENGINE)
def follow_person(unit: Unit, *, person_id: UUID) -> bool:
    """A candidate belongs to another branch, or is off the register: the development goes along, or ends."""
    rows = AdmissionCase.objects.unscoped("a development goes with its person").select_related("person__organisation")
    row: AdmissionCase | None = rows.filter(person_id=person_id, state=AdmissionState.RUNNING).first()
    if row is None:
        return False
    person = row.person
    if person.register_state == RegisterState.LEFT:
        stop_case(case_id=row.case_id, reason=f"本人已不在册（{ChangeReason(person.left_reason).label}）")
        ended: dict[str, Any] = {"state": AdmissionState.WITHDRAWN, "running_person_id": None, "ended_on": unit.today}
        unit.update(row, **ended, end_reason="本人已不在册")
        return True
    if row.org_path == person.org_path:
        return False
    move_case(case_id=row.case_id, organisation_id=person.organisation_id, reason="培养对象的组织关系变动")
    changes = {
        "organisation": person.organisation,
        "organisation_name": person.organisation.short_name,
        "org_path": person.org_path,
    }
    unit.update(row, **changes)
    for related in (row.notes, row.objections):
        unit.update_many(
            related.model.objects.unscoped("notes follow their person").filter(admission=row), org_path=person.org_path
        )
    return True
