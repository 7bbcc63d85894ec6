"""What calendar feeds keep on people."""

from dangjian.foundation.calendars.models import CalendarFeed
from dangjian.kernel.privacy import AS_LONG, DUTY, keep

keep(
    CalendarFeed,
    purpose="把本人的会议和待办期限送到本人的日历程序",
    basis=DUTY,
    retention=f"{AS_LONG}；本人可随时取消",
    internal="token_hash",
    personal="person_id=本人 name=设备名称",
    about="person_id",
)
