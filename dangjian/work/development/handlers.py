"""The lists follow the cases, the developments follow their people."""

from __future__ import annotations

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.foundation.process.events import CaseMoved
from dangjian.kernel.events import on
from dangjian.work.development.commands import follow_case, follow_person
from dangjian.work.development.rules.steps import PROCESS


@on(CaseMoved)
def case_moved(event: CaseMoved) -> None:
    """Something was done in a case of a development."""
    if event.process_key == PROCESS:
        follow_case(case_id=event.case_id)


@on(PeopleMoved)
def people_moved(event: PeopleMoved) -> None:
    """People belong to another branch; what is being done about them goes on there."""
    for person_id in event.person_ids:
        follow_person(person_id=person_id)


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Somebody is off the register: nothing is left to develop."""
    follow_person(person_id=event.aggregate_id)
