"""What others may read of organisational life."""

from dangjian.work.life.queries.checkin import sign_in_codes
from dangjian.work.life.queries.ledgers import list_resolutions, list_talks, my_resolutions, my_talks, waiting_leave
from dangjian.work.life.queries.meetings import (
    attendance_list,
    calendar_of,
    can_see_meeting,
    list_meetings,
    meeting_detail,
    my_meetings,
    part_detail,
    people_elsewhere,
    repeated_in_minutes,
    why_meeting,
)
from dangjian.work.life.queries.planning import list_templates, suggest_meeting

__all__ = [
    "attendance_list",
    "calendar_of",
    "can_see_meeting",
    "list_meetings",
    "list_resolutions",
    "list_talks",
    "list_templates",
    "meeting_detail",
    "my_meetings",
    "my_resolutions",
    "my_talks",
    "part_detail",
    "people_elsewhere",
    "repeated_in_minutes",
    "sign_in_codes",
    "suggest_meeting",
    "waiting_leave",
    "why_meeting",
]
