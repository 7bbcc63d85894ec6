"""What imports keep on people: staged rows, sealed, for seven days."""

from dangjian.directory.rosters.models import ImportBatch, ImportChunk, ImportTemplate
from dangjian.kernel.privacy import BY_SWEEP, DUTY, keep

_SWEPT = f"{BY_SWEEP}（最后一步后 7 天删除文件和暂存内容，批次记录保留）"

keep(
    ImportBatch,
    purpose="名册导入",
    basis=DUTY,
    retention=_SWEPT,
    internal="state=状态 file_id skip_faulty counts job_id error_code error_text previewed_at committed_at undone_at "
    "purged_at",
    personal="file_name=文件名 owner_account_id=账号编号 owner_person_id=导入人编号 owner_name=导入人",
    sensitive="layout=栏目识别（含样例） missing=差异清单",
    account={"owner_account_id": "file_name owner_name"},
    others="layout missing",
)
keep(
    ImportChunk,
    purpose="名册导入的暂存内容",
    basis=DUTY,
    retention=_SWEPT,
    internal="batch part number first_row last_row states levels",
    sensitive="keys=身份证号检索摘要 rows=暂存内容 effects=撤回依据",
    unsealed={"keys": "带密钥的摘要，不能还原"},
    nobody="整批加密的暂存内容，导入后在人员信息中，7 天后删除",
)
keep(
    ImportTemplate,
    purpose="记住栏目对应关系",
    basis=DUTY,
    retention="系统使用期间",
    internal="kind signature mapping used last_used_at",
)
