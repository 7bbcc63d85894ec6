"""What the retention engine keeps on people."""

from dangjian.kernel.privacy import FOR_GOOD, SECURITY, keep
from dangjian.ops.retention.models import LegalHold, RetentionProposal

keep(
    RetentionProposal,
    purpose="到期数据的清理：核准和签名的清理记录",
    basis=SECURITY,
    retention=FOR_GOOD,
    internal="kind table reason row_ids row_count tables proposed_at due_on state decided_at note record signature "
    "key_id account_id person_id",
    personal="first_by_id=第一核准账号 first_by=第一核准人 second_by=第二核准人",
    others="first_by_id first_by second_by",
)
keep(
    LegalHold,
    purpose="有争议或核查时保全数据",
    basis=SECURITY,
    retention=FOR_GOOD,
    internal="table until ended_at",
    personal="person_id=人员编号 account_id=账号编号 title=名称 reason=理由 held_by=登记人 ended_by=解除人 "
    "end_reason=解除原因",
    others="held_by ended_by",
    nobody="保全的事由可能涉及正在进行的核查，期间不告知本人（个人信息保护法第十八条）",
)
