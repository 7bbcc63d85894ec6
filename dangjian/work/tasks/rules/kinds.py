"""Words of supervised tasks as values, with the term of the trade (decision-and-supervision, section 3)."""

from __future__ import annotations

from dangjian.work.duties.rules.kinds import Labelled


class TaskState(Labelled):
    """Where a task stands. Being late is no state: it follows from the dates (`Lamp`)."""

    REGISTERED = "registered", "已登记"
    ASSIGNED = "assigned", "待签收"
    ACCEPTED = "accepted", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    EXTENSION_REQUESTED = "extension_requested", "延期待批"
    SUBMITTED = "submitted", "待核验"
    VERIFIED = "verified", "已核验"
    RETURNED = "returned", "退回重办"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已撤销"


class TaskSource(Labelled):
    """What a task comes from."""

    MEETING_RESOLUTION = "meeting_resolution", "会议决议"
    INSTRUCTION = "instruction", "领导批示"
    SUPERIOR_DOCUMENT = "superior_document", "上级文件"
    INSPECTION_FINDING = "inspection_finding", "检查发现问题"
    LETTER = "letter", "来信来访"
    YEAR_PLAN = "year_plan", "年度计划"
    RESPONSIBILITY = "responsibility", "责任清单"
    OTHER = "other", "其他"


BY_HAND = tuple(one for one in TaskSource if one not in {TaskSource.YEAR_PLAN, TaskSource.RESPONSIBILITY})
"""Sources that people choose; the others follow from a plan or a list."""


class Lamp(Labelled):
    """How a task stands against its date."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "临期"
    RED = "red", "逾期"
    BLACK = "black", "挂牌督办"


class EntryKind(Labelled):
    """What happened to a task."""

    REGISTERED = "registered", "登记"
    CHANGED = "changed", "修改"
    ASSIGNED = "assigned", "交办"
    DIVIDED = "divided", "分解"
    ACCEPTED = "accepted", "签收"
    PROGRESS = "progress", "进展"
    MILESTONE = "milestone", "完成节点"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    SUBMITTED = "submitted", "上报办结"
    VERIFIED = "verified", "核验通过"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "办结"
    CANCELLED = "cancelled", "撤销"
    URGED = "urged", "催办"
    HOLDER_LEFT = "holder_left", "责任人变动"


class Step(Labelled):
    """What people can do to a task."""

    CHANGE = "change", "修改"
    ASSIGN = "assign", "交办"
    DIVIDE = "divide", "分解到下级"
    ACCEPT = "accept", "签收"
    PROGRESS = "progress", "填报进展"
    ASK_EXTENSION = "ask_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "审批延期"
    SUBMIT = "submit", "上报办结"
    VERIFY = "verify", "核验通过"
    RETURN = "return", "退回重办"
    CLOSE = "close", "办结"
    CANCEL = "cancel", "撤销"
    URGE = "urge", "催办"


class Rhythm(Labelled):
    """How often a responsibility becomes a task."""

    NONE = "none", "长期"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    YEARLY = "yearly", "每年"


class ProjectKind(Labelled):
    """How Party work is tied to production."""

    VANGUARD_POST = "vanguard_post", "党员先锋岗"
    RESPONSIBILITY_AREA = "responsibility_area", "党员责任区"
    THEME_PROJECT = "theme_project", "主题实践项目"


class Direction(Labelled):
    """Which way a figure shall go."""

    UP = "up", "越高越好"
    DOWN = "down", "越低越好"
