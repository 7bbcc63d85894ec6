"""What exports keep on people."""

from dangjian.foundation.exports.models import ExportRequest
from dangjian.kernel.privacy import FOR_GOOD, SECURITY, keep

keep(
    ExportRequest,
    purpose="导出数据的申请、核准和下载记录",
    basis=SECURITY,
    retention=f"文件 7 天内自动删除；申请记录{FOR_GOOD}",
    internal="exporter params file_id file_size is_sensitive rows=行数 problem",
    personal="account_id=账号编号 person_id=人员编号 asked_by=申请人 title=内容 file_format=格式 columns=栏目 "
    "reason=理由 "
    "state=状态 decided_by_id=核准账号 decided_by=核准人 decided_at=核准时间 decision_note=核准意见 "
    "finished_at=完成时间 expires_at=到期时间 downloads=下载次数",
    account="account_id",
    others="decided_by_id decided_by",
)
