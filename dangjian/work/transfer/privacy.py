"""What transfers keep on people."""

from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep
from dangjian.work.transfer.models import IncomingLetter, Transfer, TransferHop, TransferLetter

keep(
    Transfer,
    purpose="组织关系转接",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation from_committee to_organisation to_committee hop_due_on batch_id",
    personal="person=本人 open_person_id=本人编号 person_name=姓名 scope=范围 state=状态 now_with=办理方 cause=原因 "
    "note=说明 from_name=转出党支部 from_committee_name=转出党委 to_name=接收党组织 to_committee_name=接收党委 "
    "asked_by=申请人 is_own_request=本人申请 checked_by=审核人 dues_paid_until=党费交至 unpaid_months=未交月数 "
    "refused_for=退回原因 refusal_note=退回说明 accepted_on=接收日期 accepted_by=接收人 ended_on=办结日期",
    about="person_id",
    others="asked_by checked_by accepted_by",
)
keep(
    TransferHop,
    purpose="组织关系转接各环节办理情况",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="transfer number organisation clause due_on",
    personal="person=本人 kind=环节 organisation_name=办理组织 arrived_on=到达日期 left_on=办出日期 outcome=结果 "
    "acted_by=办理人 remark=说明",
    about="person_id",
    others="acted_by",
)
keep(
    TransferLetter,
    purpose="组织关系介绍信和回执",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="transfer organisation number=编号 public_code accept_key state=状态 receipt_no",
    personal="person=本人 issued_on=开具日期 valid_until=有效期至 issued_by=开具人 ended_on=失效日期",
    sensitive="accept_code=接收码",
    about="person_id",
    others="issued_by",
)
keep(
    IncomingLetter,
    purpose="从系统外转入的组织关系介绍信",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation organisation_name=接收党组织 receipt_no=回执编号 is_electronic",
    personal="person=本人 person_name=姓名 letter_no=介绍信编号 issuer_name=开具党委 issued_on=开具日期 "
    "valid_until=有效期至 dues_paid_until=党费交至 received_on=接收日期 received_by=接收人 receipt_sent_on=回执寄出",
    about="person_id",
    others="received_by",
)
