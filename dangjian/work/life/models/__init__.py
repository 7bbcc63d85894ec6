"""Tables of organisational life."""

from dangjian.work.life.models.attendance import Attendance
from dangjian.work.life.models.decision import Resolution, VoteCount
from dangjian.work.life.models.duty import DutyCredit, DutyExemption
from dangjian.work.life.models.meeting import Addendum, Meeting, MeetingFile, MeetingPart
from dangjian.work.life.models.series import MeetingSeries, MeetingTemplate
from dangjian.work.life.models.talk import Talk, TalkParty

__all__ = [
    "Addendum",
    "Attendance",
    "DutyCredit",
    "DutyExemption",
    "Meeting",
    "MeetingFile",
    "MeetingPart",
    "MeetingSeries",
    "MeetingTemplate",
    "Resolution",
    "Talk",
    "TalkParty",
    "VoteCount",
]
