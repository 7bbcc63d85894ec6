"""What can be allowed on dues. Amounts reveal pay: they are shown to the member and to those who keep the dues."""

from __future__ import annotations

from dangjian.kernel.permissions import Action

_KEEPERS = ("branch_secretary", "office")

VIEW_OWN_DUES = Action("dues.own.view", "查看本人党费", own=True)
VIEW_DUES = Action("dues.order.view", "查看党员党费基数和交纳情况", roles=_KEEPERS)
FIX_BASE = Action("dues.base.fix", "核定党费计算基数", roles=_KEEPERS)
AGREE_RELIEF = Action("dues.base.agree", "同意少交、免交党费", roles=("office",))
RUN_DUES = Action("dues.run.confirm", "按月核定应交党费", roles=_KEEPERS)
CORRECT_DUES = Action("dues.order.correct", "更正、免除某月应交党费", roles=_KEEPERS)
TAKE_PAYMENT = Action("dues.payment.take", "登记收交党费", roles=_KEEPERS)
REVERSE_PAYMENT = Action("dues.payment.reverse", "冲销收交登记", roles=_KEEPERS)
VIEW_STATEMENT = Action("dues.statement.view", "查看党费汇总", roles=(*_KEEPERS, "leader"))
VIEW_PUBLICITY = Action(
    "dues.publicity.view",
    "查看党费公示",
    roles=("member", "branch_officer", "branch_secretary", "office", "leader"),
)
SET_DUES = Action("dues.setting.set", "设置党费核定、尾数和上缴办法", roles=("office",))
SEND_REMITTANCE = Action("dues.remittance.send", "上缴党费", roles=_KEEPERS)
CONFIRM_REMITTANCE = Action("dues.remittance.confirm", "确认收到下级上缴党费", roles=("office",))
SEND_ALLOCATION = Action("dues.allocation.send", "下拨党费、收回下拨", roles=("office",))
CONFIRM_ALLOCATION = Action("dues.allocation.confirm", "确认收到上级下拨党费", roles=_KEEPERS)
RECORD_INTEREST = Action("dues.interest.record", "登记、冲销党费账户利息", roles=_KEEPERS)
_USERS = ("branch_officer", "branch_secretary", "office")
VIEW_EXPENSES = Action("dues.expense.view", "查看党费使用", roles=(*_USERS, "leader"))
RECORD_EXPENSE = Action("dues.expense.record", "登记党费使用", roles=_USERS)
APPROVE_EXPENSE = Action("dues.expense.approve", "审核、冲销党费使用", roles=_KEEPERS)
PAY_DUES = Action("dues.own.pay", "线上交纳本人党费、为他人代交", own=True)
SET_CHANNELS = Action("dues.channel.set", "设置线上收款渠道", roles=("office",))
KEEP_CHANNELS = Action("dues.channel.keep", "核对线上收款、处理异常款项", roles=_KEEPERS)
RECONCILE = Action("dues.channel.reconcile", "与支付平台对账、处理差异", roles=("office",))
