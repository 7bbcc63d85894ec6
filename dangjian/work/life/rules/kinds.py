"""Words of organisational life as values: kinds of meetings, agenda items and states.

The Chinese label of a value is the term of the trade and stands here once (glossary section 6).
"""

from __future__ import annotations

from dangjian.work.duties.rules.kinds import DutyKind, Labelled


class MeetingKind(Labelled):
    """What is held."""

    BRANCH_GENERAL_MEETING = "branch_general_meeting", "支部党员大会"
    BRANCH_COMMITTEE_MEETING = "branch_committee_meeting", "支部委员会会议"
    CELL_MEETING = "cell_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    THEME_PARTY_DAY = "theme_party_day", "主题党日"
    ORGANISATIONAL_LIFE_MEETING = "organisational_life_meeting", "组织生活会"
    DEMOCRATIC_EVALUATION = "democratic_evaluation", "民主评议党员"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    CENTRE_GROUP_STUDY = "centre_group_study", "理论学习中心组学习"
    COMMITTEE_SESSION = "committee_session", "党委会"


class MeetingState(Labelled):
    """Where a meeting stands on its way to the archive."""

    PLANNED = "planned", "已计划"
    NOTIFIED = "notified", "已通知"
    IN_PROGRESS = "in_progress", "进行中"
    RECORDED = "recorded", "待签字"
    SIGNED = "signed", "已签字"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"


class MeetingMode(Labelled):
    """How people come together."""

    ON_SITE = "on_site", "现场"
    HYBRID = "hybrid", "现场加线上"
    ONLINE = "online", "线上"


class EntryKind(Labelled):
    """When a record was entered compared with the event (BEY-4)."""

    ON_TIME = "on_time", "按时记录"
    AFTERWARDS = "afterwards", "事后登记"
    LATE = "late", "补录"


class ItemKind(Labelled):
    """What an agenda item is."""

    FIRST_TOPIC = "first_topic", "第一议题"
    STUDY = "study", "学习"
    LECTURE = "lecture", "党课"
    REPORT = "report", "听取报告"
    DISCUSSION = "discussion", "讨论"
    DECISION = "decision", "表决事项"
    CRITICISM = "criticism", "批评与自我批评"
    ACTIVITY = "activity", "实践活动"
    OTHER = "other", "其他"


class VoteMatter(Labelled):
    """What is voted on; decides quorum, majority and the form of the ballot."""

    DECISION = "decision", "一般事项"
    ADMISSION = "admission", "接收预备党员"
    CONFIRMATION = "confirmation", "预备党员转正"
    ELECTION = "election", "选举"
    DISCIPLINE = "discipline", "处分或组织处置"
    COMMITTEE_DECISION = "committee_decision", "支委会决定"
    PARTY_COMMITTEE_DECISION = "party_committee_decision", "党委决定"
    APPOINTMENT = "appointment", "干部任免"


class VoteMethod(Labelled):
    """How the votes were given."""

    SHOW_OF_HANDS = "show_of_hands", "举手表决"
    SECRET_PAPER = "secret_paper", "无记名投票"


class AttendanceRole(Labelled):
    """In which capacity a person is at the meeting."""

    DUE = "due", "应到"
    NON_VOTING = "non_voting", "列席"


class AttendanceState(Labelled):
    """Whether a person came."""

    DUE = "due", "未签到"
    PRESENT = "present", "到会"
    REMOTE = "remote", "线上参会"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"
    EXEMPT = "exempt", "免于考勤"


HERE: frozenset[AttendanceState] = frozenset({AttendanceState.PRESENT, AttendanceState.REMOTE})
"""States that count as being present."""


class CheckInSource(Labelled):
    """Where the evidence of presence comes from."""

    QR = "qr", "扫码签到"
    LIST = "list", "名单勾选"
    OFFLINE = "offline", "离线扫码"
    REMOTE = "remote", "线上加入"


class LeaveState(Labelled):
    """How a request for leave stands."""

    NONE = "none", "无"
    REQUESTED = "requested", "待批"
    APPROVED = "approved", "已准假"
    REFUSED = "refused", "未准假"


class ResolutionKind(Labelled):
    """A decision to carry out, or a problem to put right."""

    RESOLUTION = "resolution", "决议"
    RECTIFICATION = "rectification", "整改事项"


class ResolutionState(Labelled):
    """How far a resolution has come."""

    OPEN = "open", "办理中"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class TalkOccasion(Labelled):
    """Why two people talk (customary list, local practice)."""

    REGULAR = "regular", "日常"
    JOB_CHANGE = "job_change", "岗位变动"
    REWARD_OR_PENALTY = "reward_or_penalty", "奖惩"
    HARDSHIP = "hardship", "家庭困难"
    ILLNESS = "illness", "生病住院"
    CONFLICT = "conflict", "矛盾纠纷"
    COMPLAINT = "complaint", "群众反映"
    BEFORE_ELECTION = "before_election", "换届前"
    BEFORE_LIFE_MEETING = "before_life_meeting", "组织生活会前"
    BACK_FROM_ABROAD = "back_from_abroad", "出国（境）返回"
    RETIREMENT = "retirement", "退休"


DUTY_OF_MEETING: dict[MeetingKind, DutyKind | None] = {
    MeetingKind.BRANCH_GENERAL_MEETING: DutyKind.BRANCH_GENERAL_MEETING,
    MeetingKind.BRANCH_COMMITTEE_MEETING: DutyKind.BRANCH_COMMITTEE_MEETING,
    MeetingKind.CELL_MEETING: DutyKind.CELL_MEETING,
    MeetingKind.PARTY_LECTURE: DutyKind.PARTY_LECTURE,
    MeetingKind.THEME_PARTY_DAY: DutyKind.THEME_PARTY_DAY,
    MeetingKind.ORGANISATIONAL_LIFE_MEETING: DutyKind.ORGANISATIONAL_LIFE_MEETING,
    MeetingKind.DEMOCRATIC_EVALUATION: DutyKind.DEMOCRATIC_EVALUATION,
    MeetingKind.DEMOCRATIC_LIFE_MEETING: DutyKind.DEMOCRATIC_LIFE_MEETING,
    MeetingKind.CENTRE_GROUP_STUDY: DutyKind.CENTRE_GROUP_STUDY,
    MeetingKind.COMMITTEE_SESSION: None,
}
"""The duty that a meeting of a kind serves by itself; other duties need an agenda item of their own."""
