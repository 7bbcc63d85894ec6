"""DEV-1: all 25 steps under both editions of the rules, and what each decision writes into the record."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.directory.members.models import MembershipChange
from dangjian.foundation.process.enums import CaseState
from dangjian.work.development.models import AdmissionState
from tests.work.development.walk import WAY, Walk
from tests.world import World, building


@pytest.mark.parametrize("rule", ["2014", "2026"])
def test_DEV_1_an_applicant_goes_through_all_25_steps_and_the_record_follows(world: World, rule: str) -> None:
    walk = Walk(world, rule=rule)
    assert walk.case.rule == rule
    categories = {}
    for step, day in WAY:
        if step == "target_notice" and rule == "2014":
            assert step not in walk.open(), "the edition of 2014 knows no notice"
            continue
        walk.prepare(step, day)
        walk.do(step, day)
        categories[step] = walk.record.person_category
    assert walk.case.state == CaseState.DONE
    assert [categories[step] for step in ("submit_application", "decide_activist", "cultivate")] == [
        *("applicant", "activist", "activist")
    ]
    assert categories["pre_approval_talk"] == "development_target", (
        "admitted by the vote, but not before it is approved"
    )
    assert categories["approve_admission"] == "probationary_member"
    record = walk.record
    target_on = date(2027, 7, 16) if rule == "2026" else date(2027, 7, 12)
    dates = (record.applied_on, record.activist_on, record.target_on, record.joined_on, record.confirmed_on)
    assert dates == (date(2026, 6, 1), date(2026, 7, 10), target_on, date(2027, 10, 20), date(2028, 10, 20))
    assert (record.person_category, record.confirmation_status) == ("full_member", "on_time")
    admission = walk.admission
    assert (admission.state, admission.step_number, admission.admitted_on) == (
        *(AdmissionState.DONE, 25, date(2027, 10, 20)),
    )
    with building(world.tenant_id):
        gain = MembershipChange.objects.get(person=walk.person)
    assert (gain.reason, gain.happened_on) == ("admitted", date(2027, 10, 20))
