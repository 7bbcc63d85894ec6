"""What organisational life keeps on people: who was due and came, who led and recorded, talks."""

from dangjian.kernel.privacy import AS_LONG, DUTY, FOR_GOOD, keep
from dangjian.work.life.models import (
    Addendum,
    Attendance,
    DutyCredit,
    DutyExemption,
    Meeting,
    MeetingFile,
    MeetingPart,
    MeetingSeries,
    MeetingTemplate,
    Resolution,
    Talk,
    TalkParty,
    VoteCount,
)

keep(
    MeetingSeries,
    purpose="系列会议",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation kind title ended_on",
)
keep(
    MeetingTemplate,
    purpose="会议模板",
    basis=DUTY,
    retention="系统使用期间",
    internal="owner_name kind name title theme mode place minutes_long parts",
)
keep(
    Meeting,
    purpose="组织生活记录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name cell cell_name kind=类型 state title=会议 theme mode place "
    "online_link starts_at "
    "ends_at held_on=日期 evaluation_year series number notified_at opened_at started_at ended_at recorded_at "
    "archived_at cancelled_at cancel_reason returned_reason entry_kind due_count present_count leave_count "
    "absent_count "
    "exempt_count due_voters",
    personal="chair=主持人编号 chair_name=主持人 recorder=记录人编号 recorder_name=记录人 "
    "planner_person_id=发起人编号 "
    "planner_name=发起人 recorder_signed_at=记录人签名时间 recorder_signature=记录人签名 "
    "chair_signed_at=主持人签名时间 "
    "chair_signature=主持人签名",
    about={
        "chair_id": "chair_name chair_signed_at chair_signature",
        "recorder_id": "recorder_name recorder_signed_at recorder_signature",
        "planner_person_id": "planner_name",
    },
)
keep(
    MeetingPart,
    purpose="会议议题和记录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="meeting=会议 position item_kind duty title=议题 needs_vote vote_matter minutes_at carry_over "
    "carried_from",
    personal="presenter=主讲人编号 presenter_name=主讲人 minutes=记录 minutes_text=记录（文字） minutes_by=记录人",
    about={"presenter_id": "presenter_name"},
    others="minutes minutes_text minutes_by",
)
keep(
    MeetingFile,
    purpose="会议照片和材料",
    basis=DUTY,
    retention=AS_LONG,
    internal="meeting part file_id file_name content_type size caption",
    personal="added_by=添加人",
    others="added_by",
)
keep(
    Addendum,
    purpose="归档记录的补充说明",
    basis=DUTY,
    retention=AS_LONG,
    internal="meeting=会议",
    personal="text=内容 reason=理由 author_person_id=作者编号 author_name=作者",
    about="author_person_id",
)
keep(
    Attendance,
    purpose="参加组织生活情况",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="meeting=会议 person_key",
    personal="person=本人 person_name=姓名 person_org_name=所在党组织 role=身份 has_vote=有无表决权 "
    "is_leader=双重组织生活 "
    "state=到会情况 reason=原因 leave_state=请假审批 source=签到方式 event_at=到会时间 device_at=扫码时间 "
    "recorded_at=记录时间 recorded_by=记录人",
    about="person_id",
    others="recorded_by",
)
keep(
    VoteCount,
    purpose="表决结果（只有数字）",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="part matter method due_voters present_voters quorum_needed is_quorate ballots_issued ballots_returned "
    "vote_for vote_against vote_abstain ballots_invalid is_passed explanation",
    personal="counted_by=计票人",
    others="counted_by",
)
keep(
    Resolution,
    purpose="决议和整改的落实",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="meeting=会议 part kind=类型 problem",
    personal="text=内容 holder=责任人编号 holder_name=责任人 due_on=期限 state=状态 closed_at=办结时间 "
    "closed_by=办结人 "
    "evidence=落实情况",
    about="holder_id",
    others="closed_by",
)
keep(
    DutyCredit,
    purpose="组织生活要求的完成记录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 meeting=会议 part talk_id",
    personal="duty=要求 period_key=时段 subject=对象 subject_person=本人 happened_on=日期 satisfies=是否计入 "
    "reason=原因",
    about="subject_person_id",
)
keep(
    DutyExemption,
    purpose="免于某项要求的批准",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation duty period_key reason",
    personal="granted_by=批准人",
    others="granted_by",
)
keep(
    Talk,
    purpose="谈心谈话",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织",
    personal="talker=谈话人编号 talker_name=谈话人 talked_to=谈话对象编号 talked_to_name=谈话对象 "
    "talked_on=日期 place=地点 "
    "occasion=情形 recorded_by=记录人",
    sensitive="gist=谈话要点",
    about={
        "talker_id": "talker_name talked_on place occasion gist",
        "talked_to_id": "talked_to_name talked_on place occasion gist",
    },
    others="recorded_by",
)
keep(
    TalkParty,
    purpose="谈心谈话的双方",
    basis=DUTY,
    retention=AS_LONG,
    internal="talk",
    personal="person=本人",
    nobody="与谈心谈话一并导出",
)
