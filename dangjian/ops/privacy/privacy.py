"""What requests keep on people."""

from dangjian.kernel.privacy import SECURITY, Keeping, Term, keep
from dangjian.ops.privacy.models import SubjectRequest

keep(
    SubjectRequest,
    purpose="办理本人的个人信息请求并证明按期答复",
    basis=SECURITY,
    retention="答复后 3 年",
    term=Term(Keeping.TIMED, 36, "answered_at"),
    internal="correction_id",
    personal="person_id=本人 account_id=账号编号 person_name=姓名 kind=类型 topic=事项 text=内容 asked_at=提出时间 "
    "due_on=答复期限 state=状态 answered_at=答复时间 answered_by_id=答复账号 answered_by=答复人 ground=不办理的依据 "
    "answer=答复",
    about="person_id",
    account="account_id",
    others="answered_by_id answered_by",
)
