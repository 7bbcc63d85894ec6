"""What the development of members keeps on people."""

from dangjian.kernel.privacy import AS_LONG, DUTY, FOR_GOOD, keep
from dangjian.work.development.models import AdmissionCase, CandidateNote, DevelopmentPlan, Objection

keep(
    AdmissionCase,
    purpose="发展党员：谁在培养、办到哪一步",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation case rule_version step_number due_on earliest_on admit_from confirm_from",
    personal="person=本人 running_person_id=本人编号 person_name=姓名 organisation_name=党组织 state=状态 "
    "stage=阶段 now_at=当前环节 now_with=办理人 admitted_on=接收日期 ended_on=结束日期 end_reason=结束原因",
    about="person_id",
    others="now_with",
)
keep(
    CandidateNote,
    purpose="培养教育考察：半年考察、思想汇报、学习培训",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="admission is_own",
    personal="person_id=本人编号 kind=类别 happened_on=日期 written_by=记录人",
    sensitive="text=内容",
    about="person_id",
    others="written_by",
)
keep(
    Objection,
    purpose="公示期间收到的异议及核查结果",
    basis=DUTY,
    retention=AS_LONG,
    internal="admission state received_on closed_on",
    personal="closed_by=核查人",
    sensitive="text=异议 finding=核查结果",
    nobody="反映人不记名；内容涉及他人举报，不随本人副本提供",
)
keep(
    DevelopmentPlan,
    purpose="年度发展党员计划",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation organisation_name year quota note",
)
