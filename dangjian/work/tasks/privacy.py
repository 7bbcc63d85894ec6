"""What supervised tasks keep on people."""

from dangjian.kernel.privacy import AS_LONG, DUTY, keep
from dangjian.work.tasks.models import (
    IndicatorValue,
    PlanItem,
    ProjectIndicator,
    Responsibility,
    SupervisedTask,
    TaskEntry,
    TaskExtension,
    TaskFile,
    TaskHelper,
    TaskMilestone,
    ThemeProject,
)

keep(
    SupervisedTask,
    purpose="督办任务：由谁交办、由谁承办、何时完成",
    basis=DUTY,
    retention=AS_LONG,
    internal="organisation issuer issuer_name parent root depth source source_id made_once starts_on yellow_on "
    "black_on stopped_on missed extensions percent urge_level set_by_person_id "
    "submitted_by_person_id requirement source_ref",
    personal="holder=责任人编号 holder_name=责任人 title=任务 org_name=承办单位 due_on=完成时限 state=状态 "
    "set_by=交办人 submitted_by=上报人 verified_by=核验人 closed_by=办结人 closed_at=办结时间",
    about="holder_id",
    others="set_by submitted_by verified_by closed_by",
)
keep(
    TaskHelper,
    purpose="协办任务的单位和人员",
    basis=DUTY,
    retention=AS_LONG,
    internal="task organisation",
    personal="person=协办人编号 helper_name=协办单位或人员",
    about="person_id",
)
keep(
    TaskMilestone,
    purpose="任务节点",
    basis=DUTY,
    retention=AS_LONG,
    internal="task title due_on done_on",
    personal="done_by=登记人",
    nobody="节点属于任务，不是关于某个人的记录",
)
keep(
    TaskEntry,
    purpose="任务办理过程：签收、进展、核验、催办",
    basis=DUTY,
    retention=AS_LONG,
    internal="task percent state_after kind",
    personal="entered_by_person_id=本人编号 entered_by=填报人 text=内容",
    about="entered_by_person_id",
)
keep(
    TaskFile,
    purpose="任务佐证材料",
    basis=DUTY,
    retention=AS_LONG,
    internal="task entry file_id file_name content_type size",
)
keep(
    TaskExtension,
    purpose="任务延期申请和审批",
    basis=DUTY,
    retention=AS_LONG,
    internal="task old_due_on wanted_on decided_at is_granted",
    personal="reason=原因 asked_by=申请人 decided_by=审批人 decision_note=审批意见",
    nobody="延期申请属于任务，不是关于某个人的记录",
)
keep(
    PlanItem,
    purpose="年度计划事项",
    basis=DUTY,
    retention=AS_LONG,
    internal="organisation org_name year quarter title measure due_on task dropped_reason",
    personal="recorded_by=登记人",
    nobody="计划事项属于党组织，不是关于某个人的记录",
)
keep(
    Responsibility,
    purpose="责任清单：职务的责任、依据和措施",
    basis=DUTY,
    retention=AS_LONG,
    internal="organisation org_name list_name post_name title basis measure rhythm working_days starts_on "
    "next_on ended_on",
    personal="recorded_by=登记人",
    nobody="责任清单写职务不写姓名，不是关于某个人的记录",
)
keep(
    ThemeProject,
    purpose="党建与生产经营融合的项目",
    basis=DUTY,
    retention=AS_LONG,
    internal="organisation org_name kind title goal scope_words starts_on ends_on closed_on summary",
    personal="recorded_by=登记人",
    nobody="项目属于党组织，不是关于某个人的记录",
)
keep(
    ProjectIndicator,
    purpose="党建项目的业务指标",
    basis=DUTY,
    retention=AS_LONG,
    internal="project title unit direction baseline target",
)
keep(
    IndicatorValue,
    purpose="业务指标的实际值，按项目登记，不按个人",
    basis=DUTY,
    retention=AS_LONG,
    internal="indicator measured_on value note",
    personal="entered_by=登记人",
    nobody="指标属于项目，不是关于某个人的记录",
)
