"""What dues keep on people. The base is pay: sealed. Amounts follow from it and are summed by the data base: in clear,
held to the member and the keepers of dues by row and by right."""

from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep
from dangjian.work.dues.models import (
    ArrearsCase,
    BankLine,
    ChannelMoney,
    ChannelOrder,
    ChannelStatement,
    DuesAllocation,
    DuesBase,
    DuesExpense,
    DuesInterest,
    DuesOrder,
    DuesPayment,
    DuesRun,
    DuesSetting,
    LedgerEntry,
    PayLink,
    PaymentAccount,
    Posting,
    Remittance,
    SeenNotice,
    StatementDifference,
)

_SUMMED = "须由数据库求和对账；仅本人和党费工作人员可见，行级权限限制，日志不记数值"

keep(
    DuesBase,
    purpose="核定党费",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 valid_from=自何月起 valid_until=至何月 rounding terms_key source=来源 reason=原因 "
    "note=说明",
    personal="person=党员编号 person_name=姓名 payer_kind=交纳类别 approved_by=同意的组织 recorded_by=登记人",
    sensitive="base=党费计算基数 agreed_fen=核定数额 amount_fen=每月应交 rate=比例 is_capped=是否按上限",
    about="person_id",
    others="recorded_by",
    unsealed=dict.fromkeys(("agreed_fen", "amount_fen", "rate", "is_capped"), _SUMMED),
)
keep(
    DuesSetting,
    purpose="党费核定和上缴办法",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 valid_from=自何月起 fixing_mode=核定方式 rounding=尾数 collection_day=收交日 "
    "share_up=上缴比例",
    personal="recorded_by=登记人",
    nobody="登记人只有姓名，属于组织工作记录",
)
keep(
    DuesRun,
    purpose="按月核定应交党费",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name period=月份 state=状态 job_id made=人数 total_fen=应交合计 problem ended_at",
    personal="asked_by=核定人 owner_account_id=账号编号 owner_person_id=核定人编号",
    account={"owner_account_id": "asked_by"},
)
keep(
    DuesOrder,
    purpose="党费应交与实交",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 period=月份 base rounding excused_at=免计时间 cancelled_at=撤销时间 "
    "cancel_reason=撤销原因 standing",
    personal="person=党员编号 person_name=姓名 payer_kind=交纳类别 paid_at=交清时间 excuse=免计原因",
    sensitive="rate=比例 is_capped=是否按上限 due_fen=应交 paid_fen=实交",
    about="person_id",
    unsealed=dict.fromkeys(("rate", "is_capped", "due_fen", "paid_fen"), _SUMMED),
)
keep(
    ArrearsCase,
    purpose="长期不交党费的提醒和处理",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 since=自何月起 months=月数 closed_at=处理时间",
    personal="person=党员编号 person_name=姓名 outcome=处理情况 closed_by=处理人",
    about="person_id",
    others="closed_by",
)
keep(
    Posting,
    purpose="党费分录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 kind=类型 happened_on=日期 memo=摘要 reverses",
    personal="recorded_by=登记人",
    nobody="登记人只有姓名，属于组织工作记录",
)
keep(
    LedgerEntry,
    purpose="党费分录",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="posting organisation=党组织 account=科目 month=记账月份 period=所属月份 order",
    personal="person=党员编号",
    sensitive="amount_fen=金额",
    about="person_id",
    unsealed={"amount_fen": _SUMMED},
)
keep(
    DuesPayment,
    purpose="党费收交记录和收据",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 order period=月份 kind=类型 paid_on=日期 channel=方式 channel_txn_id=流水号 "
    "receipt_year receipt_number=收据号 posting reversal reversed_reason=冲销原因 standing",
    personal="person=党员编号 person_name=姓名 handed_over_by=代交人 recorded_by=登记人",
    sensitive="amount_fen=金额",
    about="person_id",
    others="handed_over_by recorded_by",
    unsealed={"amount_fen": _SUMMED},
)
keep(
    Remittance,
    purpose="党费上缴",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name to_organisation=上级组织 to_name first_month=自何月 last_month=至何月 "
    "basis_fen=基数 whole_fen=全额上缴 share_up=比例 amount_fen=上缴数额 sent_on=上缴日期 note=说明 posting "
    "received_on=收到日期 received_posting withdrawn_at withdrawn_reason=撤回原因 standing",
    personal="sent_by=经办人 received_by=确认人",
    nobody="经办人只有姓名，属于组织工作记录",
)
keep(
    BankLine,
    purpose="银行流水与党费收交核对",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 file_name=文件 happened_on=日期 reference=流水号 line_key state=状态 posting "
    "note=说明 decided_at=处理时间",
    personal="person=党员编号 payer_name=付款户名 remark=附言 decided_by=处理人 imported_by=导入人",
    sensitive="amount_fen=金额",
    about="person_id",
    others="decided_by imported_by",
    unsealed={"amount_fen": _SUMMED},
)
keep(
    PaymentAccount,
    purpose="通过支付平台收交党费",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name kind=平台 merchant_id=商户号 app_id serial=证书序列号 platform_key_id "
    "platform_key=平台公钥 address=接口地址 is_on=是否开通 refused=未通过核对的通知 refused_code refused_at",
    sensitive="private_key=商户私钥 sealing_key=通知密钥",
    nobody="党组织与支付平台之间的设置，不涉及个人",
)
keep(
    ChannelOrder,
    purpose="线上交纳党费",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="account organisation=党组织 number=订单号 scene=场景 state=状态 standing way_address way_code "
    "ends_at=有效期 asked=查询次数 next_ask_at problem=问题",
    personal="person=党员编号 person_name=姓名 payer=付款人编号 payer_name=付款人",
    sensitive="months=月份和金额 amount_fen=金额",
    about="person_id",
    others="payer_name",
    unsealed=dict.fromkeys(("months", "amount_fen"), _SUMMED),
)
keep(
    ChannelMoney,
    purpose="线上收款与党费收交核对",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="account organisation=党组织 order=订单 order_number=订单号 transaction_id=平台流水号 paid_at=付款时间 "
    "state=状态 reason=原因 finding=核实情况 posting decided_at=处理时间",
    personal="decided_by=处理人",
    sensitive="amount_fen=金额",
    nobody="经订单关联到党员，随订单提供；处理人只有姓名，属于组织工作记录",
    unsealed={"amount_fen": _SUMMED},
)
keep(
    SeenNotice,
    purpose="支付平台通知只处理一次",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="account notice_id=通知编号",
)
keep(
    PayLink,
    purpose="请他人代交党费",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 periods=月份 token_hash ends_at=有效期",
    personal="person=党员编号 person_name=姓名",
    about="person_id",
)
keep(
    ChannelStatement,
    purpose="与支付平台对账",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="account organisation=党组织 day=日期 lines=笔数 total_fen=合计 compared_at=对账时间",
    personal="compared_by=对账人",
    nobody="对账人只有姓名，属于组织工作记录",
)
keep(
    StatementDifference,
    purpose="与支付平台对账",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="statement organisation=党组织 kind=差异 transaction_id=平台流水号 order_number=订单号 money "
    "decision=处理 finding=核实情况 decided_at=处理时间",
    personal="decided_by=处理人",
    sensitive="platform_fen=平台金额 our_fen=系统金额",
    nobody="经线上收款关联到党员，随订单提供；处理人只有姓名，属于组织工作记录",
    unsealed=dict.fromkeys(("platform_fen", "our_fen"), _SUMMED),
)
keep(
    DuesExpense,
    purpose="党费使用的登记、审核和公布",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name purpose=用途 clause=依据 amount_fen=金额 spent_on=支出日期 "
    "decided_in=研究会议 decided_on=研究日期 state=状态 settled_at=办理时间 settled_reason=原因 posting "
    "reversal reversed_reason=冲销原因",
    personal="payee=收款方 subject=事由 recorded_by=登记人 settled_by=审核人 reversed_by=冲销人 "
    "owner_account_id=账号编号 owner_person_id=登记人编号",
    account={"owner_account_id": "recorded_by"},
)
keep(
    DuesAllocation,
    purpose="党费下拨",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=接收组织 org_name from_organisation=下拨组织 from_name amount_fen=金额 sent_on=下拨日期 "
    "posting received_on=收到日期 received_posting reversed_at reversed_reason=收回原因 reversal received_reversal",
    personal="subject=用途 sent_by=经办人 received_by=确认人 reversed_by=收回人 "
    "owner_account_id=账号编号 owner_person_id=经办人编号",
    account={"owner_account_id": "sent_by"},
)
keep(
    DuesInterest,
    purpose="党费账户利息",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation=党组织 org_name amount_fen=金额 credited_on=入账日期 posting reversal "
    "reversed_reason=冲销原因 standing",
    personal="recorded_by=登记人 reversed_by=冲销人",
    nobody="登记人只有姓名，属于组织工作记录",
)
