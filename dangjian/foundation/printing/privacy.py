"""What prints keep on people."""

from dangjian.foundation.printing.models import PrintRequest
from dangjian.kernel.privacy import BY_SWEEP, DUTY, keep

keep(
    PrintRequest,
    purpose="为本人生成打印和导出文件",
    basis=DUTY,
    retention=f"{BY_SWEEP}（系统参数“打印文件保留天数”，默认 7 天）",
    internal="printer params file_id file_size problem",
    personal="account_id=账号编号 person_id=本人 asked_by=姓名 title=文件 file_format=格式 "
    "state=状态 finished_at=完成时间",
    account="account_id",
)
