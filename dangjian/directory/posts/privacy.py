"""What posts keep on people."""

from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep

keep(
    PostHolding,
    purpose="党内任职",
    basis=DUTY,
    retention=FOR_GOOD,
    personal="person=本人 person_name=姓名 organisation=党组织 cell=党小组 post_kind=职务 origin=产生方式 "
    "started_on=开始日期 ended_on=结束日期 document_no=文号 end_reason=结束原因 waiver=不符合条件的说明",
    about="person_id",
)
