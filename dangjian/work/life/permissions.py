"""What can be allowed in organisational life."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

_BRANCH = ("branch_officer", "branch_secretary")

VIEW_MEETING = Action("life.meeting.view", "查看组织生活", roles=(*_BRANCH, "office", "leader"))
VIEW_OWN_MEETING = Action("life.meeting.view_own", "查看本人参加的组织生活", own=True)
PLAN_MEETING = Action("life.meeting.plan", "计划、通知、变更、取消会议", roles=(*_BRANCH, "office"))
RUN_MEETING = Action("life.meeting.run", "开始会议、组织签到、审批请假", roles=(*_BRANCH, "office"))
KEEP_RECORD = Action(
    "life.meeting.keep", "填写会议记录、表决和决议，登记到会情况（记录人）", roles=(*_BRANCH, "office"), own=True
)
"""Own: whoever is named as the recorder of a meeting, for that meeting only."""
RECORD_MEETING = Action("life.meeting.record", "补登会议、退回修改和补充会议记录", roles=(*_BRANCH, "office"))
SIGN_AS_RECORDER = Action(
    "life.meeting.sign_as_recorder", "会议记录签字（记录人）", roles=(*_BRANCH, "office"), own=True
)
SIGN_MEETING = Action("life.meeting.sign", "会议记录签字（主持人）", roles=("branch_secretary", "office"), own=True)
"""Own: whoever is named as the chair of a meeting, for that meeting only."""
ARCHIVE_MEETING = Action("life.meeting.archive", "归档会议记录", roles=("branch_secretary", "office"))
CHECK_IN = Action("life.meeting.check_in", "会议签到、线上参会", own=True)
ASK_LEAVE = Action("life.meeting.ask_leave", "会议请假", own=True)
CLOSE_RESOLUTION = Action(
    "life.resolution.close", "办结本人负责的决议事项", roles=("branch_secretary", "office"), own=True
)

FROM_REGISTER = Public("lists of meetings to come follow the register, whoever undoes an import; no route leads here")

VIEW_MATRIX = Action("life.duty.view", "查看组织生活完成情况", roles=(*_BRANCH, "office", "leader"))
EXEMPT_DUTY = Action("life.duty.exempt", "同意下级免于某期组织生活要求", roles=("office",))

RECORD_TALK = Action("life.talk.record", "登记谈心谈话", roles=_BRANCH)
VIEW_TALK = Action("life.talk.view", "查看谈心谈话内容", roles=("branch_secretary",))
VIEW_OWN_TALK = Action("life.talk.view_own", "查看本人参加的谈心谈话", own=True)
