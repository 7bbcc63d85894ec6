"""What is kept on members who are away or out of contact."""

from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep
from dangjian.work.standing.models import (
    ContactAttempt,
    ContactCase,
    MobileStay,
    StandingDecision,
    StayEntry,
    StayGuest,
)

keep(
    MobileStay,
    purpose="流动党员管理",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation host",
    personal="person=本人 open_person_id=本人编号 person_name=姓名 home_name=组织关系所在党支部 state=状态 "
    "away_from=外出日期 expected_until=预计返回 direction=流向 place=去往地点 why_kept=不转接的原因 note=说明 "
    "host_name=接收党组织 reported_on=最近汇报 contacted_on=最近联系 registered_by=登记人 ended_on=结束日期 "
    "end_reason=结束原因",
    about="person_id",
    others="registered_by",
)
keep(
    StayGuest,
    purpose="流动党员管理",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="stay organisation",
    personal="person=本人 organisation_name=接收党支部 state=状态 asked_on=提请日期 answered_on=答复日期 "
    "answered_by=答复人 remark=说明 ended_on=结束日期",
    about="person_id",
    others="answered_by",
)
keep(
    StayEntry,
    purpose="流动党员联系、汇报和参加组织生活记录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="stay recorded_at",
    personal="person=本人 kind=类别 happened_on=日期 text=内容 entered_by=登记人 organisation_name=登记的党组织",
    about="person_id",
    others="entered_by",
)
keep(
    ContactCase,
    purpose="失联党员查找和党籍处理",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation attempts review_on",
    personal="person=本人 open_person_id=本人编号 person_name=姓名 org_name=党支部 cause=原因 state=状态 "
    "since=起算日期 reason=说明 opened_by=登记人 suspended_on=停止党籍日期 found_on=取得联系日期 ended_on=办结日期",
    about="person_id",
    others="opened_by",
)
keep(
    ContactAttempt,
    purpose="失联党员查找记录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="case recorded_at",
    personal="person=本人 happened_on=查找日期 means=方式 is_reached=是否取得联系 text=情况 made_by=登记人",
    about="person_id",
    others="made_by",
)
keep(
    StandingDecision,
    purpose="停止党籍、除名、恢复党籍的决定",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="case recorded_at",
    personal="person=本人 kind=决定 decided_on=决定日期 body=决定机关 document_no=文号 note=说明 until=期限 "
    "entered_by=登记人",
    about="person_id",
    others="entered_by",
)
