"""What the kernel's own tables hold."""

from dangjian.kernel import models as kernel
from dangjian.kernel.models import sealing
from dangjian.kernel.privacy.declaring import AS_LONG, BY_SWEEP, DUTY, SECURITY, keep

keep(
    kernel.AuditEntry,
    purpose="操作留痕：谁在什么时候对什么做了什么",
    basis=SECURITY,
    retention="不少于 6 个月，目前不自动删除（网络安全法第二十三条）",
    internal="xid actor_kind surface request_id action intent=操作 target_type target_id outcome code",
    personal="at=时间 account_id=账号编号 person_id=人员编号 actor_name=操作人 target_title=对象 changes=改动 "
    "note=说明 address=网络地址",
    about={"person_id": "at actor_name"},
    account={"account_id": "at actor_name"},
    others="target_title changes note",
)
keep(
    kernel.FieldChange,
    purpose="信息变更留痕：原值、新值、依据和时间",
    basis=DUTY,
    retention=AS_LONG,
    internal="model object_id is_sealed source source_ref effective_on=生效日期 recorded_at=录入时间",
    personal="field=项目 old_value=原内容 new_value=改为 recorded_by=录入人",
    about="object_id",
    others="recorded_by",
)
keep(
    kernel.IdempotencyKey,
    purpose="防止重复提交：保存第一次的答复",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（72 小时）",
    internal="owner key request_hash status headers",
    sensitive="body=答复内容",
    others="body",
    unsealed={"body": "由幂等服务按租户密钥加密后写入，不经过字段类型"},
    nobody="72 小时内的防重复记录，只按提交编号查找，内容已在各业务表中",
)
keep(
    kernel.StoredFile,
    purpose="保存上传和生成的文件",
    basis=DUTY,
    retention=AS_LONG,
    internal="purpose owner_id kind=类型 content_type size=大小 sha256 storage_name is_sealed width height "
    "thumb_size "
    "attached_at quarantined_at=隔离时间 virus=查出的病毒",
    personal="file_name=文件名 uploaded_by=上传账号 uploaded_by_name=上传人",
    account={"uploaded_by": "file_name uploaded_by_name"},
)
keep(
    kernel.Job,
    purpose="后台任务：执行、进度和结果",
    basis=DUTY,
    retention=f"{BY_SWEEP}（完成后 14 天）",
    internal="name payload state=状态 priority run_at attempts max_attempts dedupe_key fence worker lease_until "
    "progress_done progress_total progress_text error subject_kind subject_id started_at ended_at=结束时间",
    personal="asked_by=提交账号 title=任务 refusal=未完成原因",
    account={"asked_by": "title refusal"},
)
keep(
    kernel.JobPeriod,
    purpose="定时任务不重复执行",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（60 天）",
    internal="name slot taken_at",
)
keep(
    kernel.DataKey,
    purpose="加密密钥（只存被主密钥包裹的形式）",
    basis=SECURITY,
    retention="有数据使用期间保存；销毁后保留编号",
    internal="key_id purpose domain generation state algorithm kek_version owner ends_on usable_from "
    "replaced_at emptied_at",
    sensitive="wrapped=包裹后的密钥",
    unsealed={"wrapped": "已由主密钥加密"},
    others="wrapped",
)
keep(
    kernel.OutboxEvent,
    purpose="业务事件的可靠投递",
    basis=DUTY,
    retention=f"{BY_SWEEP}（投递后 90 天）",
    internal="name aggregate_id recorded_at",
    personal="payload=事件内容",
    nobody="事件只带编号和姓名，内容与各业务表相同，不按人检索",
)
keep(
    kernel.HandlerReceipt,
    purpose="事件投递回执",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（投递后 90 天）",
    internal="event handler aggregate_id state attempts next_at error done_at",
)
keep(
    kernel.Tenant,
    purpose="单位名称",
    basis=DUTY,
    retention="系统使用期间",
    internal="code name is_demo",
)
keep(
    kernel.Setting,
    purpose="系统参数",
    basis=DUTY,
    retention="系统使用期间",
    internal="key value changed_at",
    personal="changed_by=修改人",
    others="changed_by",
)
keep(
    kernel.CalendarDay,
    purpose="工作日历",
    basis=DUTY,
    retention="系统使用期间",
    internal="day is_working name source",
)
keep(
    sealing.SealState,
    purpose="日志封存进行到哪里",
    basis=SECURITY,
    retention="系统使用期间",
    internal="id xid row_id floors",
)
keep(
    sealing.SealedLog,
    purpose="每个单位的封存日志：大小和最近的检查点",
    basis=SECURITY,
    retention="系统使用期间",
    internal="log_id blocks size peaks tip sealed_at checkpoint_at checkpoint_size",
)
keep(
    sealing.AuditBlock,
    purpose="封存的日志块：只有摘要，不含日志内容",
    basis=SECURITY,
    retention="与操作日志相同",
    internal="log_id number epoch first_xid first_row last_xid last_row size root leaves previous own at",
)
keep(
    sealing.AuditCheckpoint,
    purpose="签名的检查点，副本送往别处",
    basis=SECURITY,
    retention="与操作日志相同",
    internal="log_id size at key_id text signature places",
)
keep(
    sealing.SigningKey,
    purpose="签署检查点的密钥（私钥只存被主密钥包裹的形式）",
    basis=SECURITY,
    retention="公钥长期保存，以便核验旧的签名",
    internal="key_id purpose public kek_version retired_at",
    sensitive="wrapped=包裹后的私钥",
    unsealed={"wrapped": "已由主密钥加密"},
    others="wrapped",
)
keep(
    sealing.AuditVerification,
    purpose="核验操作日志的结果",
    basis=SECURITY,
    retention=AS_LONG,
    internal="at lines blocks checkpoints milliseconds found findings",
    personal="asked_by=核验人",
    others="asked_by",
)
