"""What approvals keep on people."""

from dangjian.foundation.approvals.models import Approval, ApprovalRequest
from dangjian.kernel.privacy import FOR_GOOD, SECURITY, keep

keep(
    ApprovalRequest,
    purpose="须两人办理的事项：谁申请了什么",
    basis=SECURITY,
    retention=FOR_GOOD,
    internal="kind params subject_ref",
    personal="account_id=账号编号 person_id=人员编号 asker_name=申请人 title=事项 details=说明 needs=还须核准的角色 "
    "reason=理由 state=状态 expires_at=到期时间 finished_at=完成时间",
    about="person_id",
    account="account_id",
)
keep(
    Approval,
    purpose="须两人办理的事项：谁核准或不核准",
    basis=SECURITY,
    retention=FOR_GOOD,
    internal="request",
    personal="account_id=账号编号 person_id=人员编号 decided_by=核准人 role=角色 is_agreed=是否同意 note=意见",
    about="person_id",
    account="account_id",
)
