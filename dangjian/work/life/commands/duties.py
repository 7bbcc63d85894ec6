"""Exemptions from a duty, granted by the superior (the word 一般 in the rules leaves room for them)."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.duties.rules.calendar import duties_of
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.duties.rules.periods import parse_period
from dangjian.work.life.models import DutyExemption
from dangjian.work.life.permissions import EXEMPT_DUTY
from dangjian.work.life.queries.loading.book import duty_rules


@command(EXEMPT_DUTY)
def exempt_duty(unit: Unit, *, organisation_id: UUID, duty: DutyKind, period_key: str, reason: str) -> DutyExemption:
    """Agree that an organisation need not do a duty in one period. Raises BadInput, Conflict when agreed already."""
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if duty not in duties_of(organisation.org_kind):
        raise BadInput("life.exemption.duty", "该组织不承担此项要求，无需免除。", field="duty")
    try:
        period = parse_period(period_key)
    except ValueError as error:
        raise BadInput("life.period.key", "周期格式不正确。", field="period_key") from error
    rule = duty_rules(period.start).get(duty)
    if rule is None or rule.period is not period.kind:
        raise BadInput(
            "life.exemption.period", "周期与该项要求不符，例如按季度要求的填写“2026Q4”。", field="period_key"
        )
    if not reason.strip():
        raise BadInput("life.exemption.reason", "请写明免于要求的理由。", field="reason")
    same = DutyExemption.objects.filter(organisation=organisation, duty=duty, period_key=period.key)
    if same.exists():
        raise Conflict("life.exemption.exists", "该期已同意免于要求。")
    return unit.create(
        DutyExemption(
            organisation=organisation,
            org_path=organisation.org_path,
            duty=duty.value,
            period_key=period.key,
            reason=reason.strip(),
            granted_by=unit.actor.name,
        ),
        note=reason.strip(),
    )


@command(EXEMPT_DUTY)
def withdraw_exemption(unit: Unit, *, exemption_id: UUID, reason: str) -> None:
    """Take an exemption back; the audit trail keeps both. Raises BadInput without a reason."""
    exemption = unit.get(DutyExemption, exemption_id)
    if not reason.strip():
        raise BadInput("life.exemption.reason", "请写明撤回的理由。", field="reason")
    unit.delete(exemption, note=reason.strip())
