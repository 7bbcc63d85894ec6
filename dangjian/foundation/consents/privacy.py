"""What notice and consent keep on people."""

from dangjian.foundation.consents.models import Consent, Notice, NoticeReading
from dangjian.kernel.privacy import SECURITY, Keeping, Term, keep

_LAW = "履行告知、证明同意的法定义务（个人信息保护法第十四条、第十七条）"

keep(
    Notice,
    purpose="个人信息告知的各个版本",
    basis=SECURITY,
    retention="系统使用期间",
    internal="number summary body purposes changed published_at",
    personal="published_by=发布人",
    others="published_by",
)
keep(
    NoticeReading,
    purpose="证明已经告知",
    basis=_LAW,
    retention="账号使用期间",
    internal="number=版本",
    personal="account_id=账号编号 read_at=阅读时间",
    account="account_id",
)
keep(
    Consent,
    purpose="证明本人的同意和撤回",
    basis=_LAW,
    retention="撤回后 3 年",
    term=Term(Keeping.TIMED, 36, "withdrawn_at"),
    internal="notice_number=告知版本 open_key",
    personal="person_id=本人 use=用途 given_at=同意时间 channel=使用端 withdrawn_at=撤回时间 "
    "withdrawn_channel=撤回使用端",
    about="person_id",
)
