"""Storing agenda items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models import Meeting, MeetingPart
from dangjian.work.life.queries.loading.book import forbidden_matters
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, MeetingKind, VoteMatter
from dangjian.work.life.rules.planning import PartPlan, forbidden_problem
from dangjian.work.life.rules.quorum import default_matter

MOST_PARTS = 60
_ASIDE = 1000
"""Positions used while items change places, so that no two ever share one."""


def write_parts(
    unit: Unit,
    meeting: Meeting,
    plans: Sequence[PartPlan],
    *,
    known: Mapping[UUID, MeetingPart] | None = None,
    carried_from: Mapping[int, UUID] | None = None,
) -> list[MeetingPart]:
    """Store agenda items in order; existing ones (by `part_id`) are changed in place."""
    if len(plans) > MOST_PARTS:
        raise BadInput("life.agenda.too_many", f"议程最多{MOST_PARTS}项。", field="parts")
    refuse_forbidden(meeting, (plan.vote_matter for plan in plans))
    known = known or {}
    names = _presenters([plan.presenter_id for plan in plans])
    _set_aside(unit, known, plans)
    written: list[MeetingPart] = []
    for position, plan in enumerate(plans):
        values = _values(meeting, plan, names, position)
        existing = known.get(plan.part_id) if plan.part_id else None
        if existing is not None:
            written.append(unit.update(existing, **values))
            continue
        source = (carried_from or {}).get(position)
        part = MeetingPart(meeting=meeting, org_path=meeting.org_path, carried_from_id=source, **values)
        written.append(unit.create(part))
    return written


def refuse_forbidden(meeting: Meeting, matters: Iterable[str]) -> None:
    """Raise Conflict when a temporary branch takes up what only the members' own branches decide (ORG-R11)."""
    rule = forbidden_matters(meeting.organisation.branch_kind, meeting.held_on)
    problem = forbidden_problem(rule, matters)
    if problem:
        raise Conflict("life.branch.forbidden", f"{meeting.org_name}{problem}")


def _set_aside(unit: Unit, known: Mapping[UUID, MeetingPart], plans: Sequence[PartPlan]) -> None:
    """Take items that change places out of the way; the others keep their version, so open drafts stay valid."""
    moving = []
    for position, plan in enumerate(plans):
        part = known.get(plan.part_id) if plan.part_id else None
        if part is not None and part.position != position:
            moving.append(part)
    for part in moving:
        part.position += _ASIDE
    unit.update_batch(moving, ["position"])


def _values(meeting: Meeting, plan: PartPlan, names: Mapping[UUID, str], position: int) -> dict[str, Any]:
    kind = MeetingKind(meeting.kind)
    if plan.presenter_id is not None and plan.presenter_id not in names:
        raise BadInput("life.agenda.presenter", "没有找到所选的主讲人。", field=f"parts.{position}.presenter_id")
    if plan.duty is DutyKind.HEART_TO_HEART_TALK:
        raise BadInput("life.agenda.duty", "谈心谈话请单独登记。", field=f"parts.{position}.duty")
    matter = plan.vote_matter or (default_matter(kind).value if plan.needs_vote else "")
    if matter and matter not in set(VoteMatter):
        raise BadInput("life.agenda.matter", "表决事项类型不正确。", field=f"parts.{position}.vote_matter")
    own_duty = DUTY_OF_MEETING[kind]
    return {
        "position": position,
        "item_kind": plan.item_kind.value,
        # An item that names the meeting's own duty says nothing new.
        "duty": plan.duty.value if plan.duty and plan.duty is not own_duty else "",
        "title": plan.title,
        "presenter_id": plan.presenter_id,
        "presenter_name": names.get(plan.presenter_id, "") if plan.presenter_id else "",
        "needs_vote": plan.needs_vote,
        "vote_matter": matter,
        "carry_over": plan.carry_over,
    }


def _presenters(ids: Sequence[UUID | None]) -> dict[UUID, str]:
    wanted = {person_id for person_id in ids if person_id is not None}
    if not wanted:
        return {}
    people = Person.objects.unscoped("a lecturer may come from another branch").filter(pk__in=wanted)
    return dict(people.values_list("id", "name"))
