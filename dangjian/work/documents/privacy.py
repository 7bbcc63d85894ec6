"""What notices and reports keep on people: who wrote, who was told, who has read."""

from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep
from dangjian.work.documents.models import Document, DocumentNumber, Receipt, Target

keep(
    Document,
    purpose="上传下达：通知、报告",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="kind organisation org_name title body is_urgent audience chosen with_below read_by word number state "
    "sent_at distributed_at supersedes ended_at end_reason urged_at",
    personal="drafter_id=起草人编号 drafter_name=起草人 sent_by_name=发文人",
    about="drafter_id",
    others="sent_by_name",
)
keep(
    Target,
    purpose="上传下达：收文的党组织",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="document organisation org_name sent_at",
    nobody="只有党组织",
)
keep(
    Receipt,
    purpose="上传下达：送达和阅读情况",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="document target sent_at",
    personal="person=收件人编号 person_name=收件人 read_at=阅读时间",
    about="person_id",
)
keep(
    DocumentNumber,
    purpose="公文编号登记",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation word year number text subject_kind subject_id title",
    nobody="只有公文编号",
)
