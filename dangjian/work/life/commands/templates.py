"""Templates of agendas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import NotFound
from dangjian.work.life.models import MeetingTemplate
from dangjian.work.life.permissions import PLAN_MEETING
from dangjian.work.life.rules.kinds import MeetingKind, MeetingMode
from dangjian.work.life.rules.planning import PartPlan


@command(PLAN_MEETING)
def save_template(
    unit: Unit,
    *,
    organisation_id: UUID,
    kind: MeetingKind,
    name: str,
    title: str,
    theme: str = "",
    mode: MeetingMode = MeetingMode.ON_SITE,
    place: str = "",
    minutes_long: int = 60,
    parts: Sequence[PartPlan] = (),
    template_id: UUID | None = None,
    expected_version: int | None = None,
) -> MeetingTemplate:
    """Keep an agenda for use again by an organisation and everything below it. Raises NotFound, StaleEdit."""
    organisation = unit.get(Organisation, organisation_id, lock=False)
    values: dict[str, Any] = {
        "kind": kind.value,
        "name": name,
        "title": title,
        "theme": theme,
        "mode": mode.value,
        "place": place,
        "minutes_long": minutes_long,
        "parts": [
            {
                "title": part.title,
                "item_kind": part.item_kind.value,
                "duty": part.duty.value if part.duty else "",
                "needs_vote": part.needs_vote,
                "vote_matter": part.vote_matter,
            }
            for part in parts
        ],
    }
    if template_id is not None:
        template = unit.get(MeetingTemplate, template_id, expected_version=expected_version)
        unit.require_place(template.org_path)
        return unit.update(template, **values)
    return unit.create(MeetingTemplate(org_path=organisation.org_path, owner_name=organisation.short_name, **values))


@command(PLAN_MEETING)
def remove_template(unit: Unit, *, template_id: UUID) -> None:
    """Remove a template of one's own place; the ones of above are not one's own. Raises NotFound."""
    template = unit.get(MeetingTemplate, template_id)
    if not unit.scope.covers(template.org_path):
        raise NotFound()
    unit.delete(template)
