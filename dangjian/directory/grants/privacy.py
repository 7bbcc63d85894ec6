"""What grants keep on people."""

from dangjian.directory.grants.models import RoleGrant
from dangjian.kernel.privacy import FOR_GOOD, SECURITY, keep

keep(
    RoleGrant,
    purpose="谁在哪里可以做什么",
    basis=SECURITY,
    retention=FOR_GOOD,
    internal="source source_ref subtree parent row_seal",
    personal="account_id=账号编号 person_id=人员编号 holder_name=姓名 role=角色 organisation=党组织 "
    "valid_from=开始日期 "
    "valid_to=结束日期 ends_at=失效时间 approved_by=核准人 "
    "confirmed_on=确认日期 confirmed_by=确认人 granted_by=授权人 reason=理由 revoked_at=收回时间 revoked_by=收回人",
    about="person_id",
    account="account_id",
    others="granted_by revoked_by approved_by confirmed_by",
)
