"""What todos keep on people."""

from dangjian.foundation.duties.models import Todo
from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep

keep(
    Todo,
    purpose="提醒本人该办的事并记录办结",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="source source_ref subject_kind subject_id due_key is_manual",
    personal="person_id=责任人 title=事项 text=说明 due_on=期限 state=状态 opened_at=开始时间 closed_at=办结时间 "
    "done_by=办结人编号 done_by_name=办结人 closing_note=办结情况",
    about="person_id",
    others="done_by done_by_name",
)
