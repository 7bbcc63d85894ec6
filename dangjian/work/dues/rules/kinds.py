"""Words of dues as values, with the term of the trade shown to users (glossary, section 8)."""

from __future__ import annotations

from dangjian.work.duties.rules.kinds import Labelled


class PayerKind(Labelled):
    """How the dues of a member are computed (dues.md, section 1)."""

    WAGE = "wage", "按月领取工资"
    ANNUAL_SALARY = "annual_salary", "年薪制"
    SELF_EMPLOYED = "self_employed", "个体经营等不按月取得收入"
    RETIRED = "retired", "离退休"
    FARMER = "farmer", "农民"
    TOKEN = "token", "学生、下岗失业、领取救济或低保"
    REDUCED = "reduced", "少交"
    EXEMPT = "exempt", "免交"


BY_BASE = frozenset({PayerKind.WAGE, PayerKind.ANNUAL_SALARY, PayerKind.SELF_EMPLOYED, PayerKind.RETIRED})
"""Payers whose dues are a share of a base."""
AGREED_ABOVE = frozenset({PayerKind.REDUCED, PayerKind.EXEMPT})
"""The branch studies, the next higher committee approves (第七条)."""
ONE_MONTH = frozenset({PayerKind.ANNUAL_SALARY})
"""What was received in a month counts for that month alone (第三条)."""


class Rounding(Labelled):
    """What happens to fractions; there is no national rule."""

    FEN_HALF_UP = "fen_half_up", "到分，四舍五入"
    JIAO_FLOOR = "jiao_floor", "到角，舍去尾数"
    YUAN_CEIL = "yuan_ceil", "到元，有尾数进一"


class FixingMode(Labelled):
    """When a change of pay changes the dues (dues.md, section 3)."""

    ANNUAL_FIXED = "annual_fixed", "年初核定，年内一般不变"
    FOLLOW_PAY = "follow_pay", "随收入变化，自领取新收入当月起调整"


class FixReason(Labelled):
    """Why a base is fixed; all but a change of pay re-open a base that stands for the year."""

    YEAR = "year", "年度核定"
    ADMISSION = "admission", "接收为预备党员"
    TRANSFER = "transfer", "转入组织关系"
    RETIREMENT = "retirement", "离退休"
    UNEMPLOYMENT = "unemployment", "下岗失业"
    LEFT_WORK = "left_work", "不再取得工资收入"
    RECEIPT = "receipt", "当月实际收入（年薪制）"
    PAY_CHANGE = "pay_change", "收入变化"
    CORRECTION = "correction", "更正差错"
    HARDSHIP = "hardship", "生活困难"


class BaseSource(Labelled):
    """Where the base comes from."""

    HR_FILE = "hr_file", "人力资源部门提供"
    DECLARED = "declared", "本人申报并核对"
    AGREED = "agreed", "上级党委同意"


class PaymentKind(Labelled):
    """What a payment is for."""

    REGULAR = "regular", "当月交纳"
    ARREARS = "arrears", "补交"
    ADVANCE = "advance", "预交"
    VOLUNTARY = "voluntary", "自愿多交"


class Channel(Labelled):
    """How the money came. Deduction from pay by the employer is no channel (第十三条)."""

    CASH = "cash", "现金"
    BANK_FILE = "bank_file", "银行转账"
    WECHAT = "wechat", "微信支付"
    ALIPAY = "alipay", "支付宝"
    STANDING_ORDER = "standing_order", "本人委托转账"


class ArrearsState(Labelled):
    """What follows from months that were not paid (dues.md, section 4)."""

    NONE = "none", "正常"
    LATE_1 = "late_1", "欠交 1 个月"
    LATE_2 = "late_2", "欠交 2 个月"
    LATE_3 = "late_3", "欠交 3 个月"
    WARNING = "warning", "欠交 4 至 5 个月"
    BREACH = "six_month_breach", "连续 6 个月以上未交"


class Account(Labelled):
    """Accounts of the ledger. A posting's lines add up to nothing; debits are positive."""

    RECEIVABLE = "receivable", "应收党费"
    ASSESSED = "assessed", "核定应交"
    MONEY = "money", "党费资金"
    ADVANCE = "advance", "预收党费"
    VOLUNTARY = "voluntary", "自愿多交"
    FROM_BELOW = "from_below", "下级上缴"
    PASSED_UP = "passed_up", "上缴上级"
    SPENT = "spent", "党费使用"
    ALLOCATED = "allocated", "下拨下级"
    FROM_ABOVE = "from_above", "上级下拨"
    INTEREST = "interest", "利息"
    IN_TRANSIT = "in_transit", "在途上缴"


class PostingKind(Labelled):
    """Why something was booked."""

    ASSESSMENT = "assessment", "月度核定"
    PAYMENT = "payment", "收交"
    ADVANCE_USED = "advance_used", "预交抵扣"
    REMITTANCE = "remittance", "上缴"
    RECEIPT = "receipt", "收到下级上缴"
    EXPENSE = "expense", "使用"
    ALLOCATION = "allocation", "下拨"
    GRANT = "grant", "收到上级下拨"
    INTEREST = "interest", "利息"
    REVERSAL = "reversal", "冲销"
