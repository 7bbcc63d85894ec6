"""What the process engine keeps on people."""

from dangjian.foundation.process.models import Case, CaseDocument, CaseEntry, Part, ProcessDefinition, StepRun
from dangjian.kernel.privacy import AS_LONG, DUTY, FOR_GOOD, keep

keep(
    ProcessDefinition,
    purpose="流程定义的各个版本",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="key number title document digest stage is_shipped note published_at published_by",
)
keep(
    Case,
    purpose="按流程办理党务事项：谁发起、办到哪一步",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="definition process_key rule organisation_id arrivals paused_on pause_reason paused_days next_seq "
    "now_at is_unheld due_key urged_on",
    personal="title=事项 organisation_name=党组织 starter_id=发起人编号 starter_name=发起人 state=状态 data=填写内容 "
    "started_on=发起日期 ended_at=办结时间 now_with=当前办理人",
    about="starter_id",
    others="now_with",
)
keep(
    StepRun,
    purpose="事项的各个环节何时开始、何时到期、结果如何",
    basis=DUTY,
    retention=AS_LONG,
    internal="case step_key title seq round state is_current is_unheld outcome result entered_on earliest_on "
    "remind_on due_on escalate_on is_provisional look_on done_on done_at",
)
keep(
    Part,
    purpose="谁在哪个环节办理、签署",
    basis=DUTY,
    retention=AS_LONG,
    internal="case run position source",
    personal="person_id=办理人编号 person_name=办理人 seat=职务 state=办理情况 outcome=结果 note=意见 "
    "decided_at=办理时间",
    about="person_id",
)
keep(
    CaseEntry,
    purpose="事项的办理过程",
    basis=DUTY,
    retention=AS_LONG,
    internal="case kind step_key step_title",
    personal="at=时间 person_id=办理人编号 person_name=办理人 text=办理情况",
    about="person_id",
)
keep(
    CaseDocument,
    purpose="事项的材料和批复",
    basis=DUTY,
    retention=AS_LONG,
    internal="case run step_key document_key file_id",
    personal="title=材料 text=内容 added_by=上传人 added_by_id=上传人编号 added_at=上传时间",
    about="added_by_id",
)
