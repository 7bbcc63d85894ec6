"""Everything that changes dues."""

from dangjian.work.dues.commands.allocations import confirm_allocation, reverse_allocation, send_allocation
from dangjian.work.dues.commands.arrears import close_case, open_cases
from dangjian.work.dues.commands.bank import import_bank_file, leave_bank_line, match_bank_line
from dangjian.work.dues.commands.bases import NewBase, fix_bases, follow_people, set_dues
from dangjian.work.dues.commands.channel_accounts import create_account, switch_account, update_account
from dangjian.work.dues.commands.channel_money import (
    book_held,
    confirm_booked,
    count_refused,
    leave_held,
    return_held,
    take_notice,
)
from dangjian.work.dues.commands.channel_orders import (
    ask_again_later,
    give_up_order,
    keep_way,
    make_pay_link,
    open_channel_order,
)
from dangjian.work.dues.commands.channel_statements import keep_statement, settle_difference
from dangjian.work.dues.commands.expenses import (
    NewExpense,
    approve_expense,
    record_expense,
    refuse_expense,
    reverse_expense,
    withdraw_expense,
)
from dangjian.work.dues.commands.exports import export_statement
from dangjian.work.dues.commands.interest import record_interest, reverse_interest
from dangjian.work.dues.commands.looking import note_look
from dangjian.work.dues.commands.orders import cancel_order, count_order_again, excuse_order, settle_leaver
from dangjian.work.dues.commands.payments import How, MonthPaid, reverse_payment, take_payment, tick_paid
from dangjian.work.dues.commands.remittances import confirm_remittance, send_remittance, withdraw_remittance
from dangjian.work.dues.commands.runs import ask_run, fail_run, run_dues

__all__ = [
    "How",
    "MonthPaid",
    "NewBase",
    "NewExpense",
    "approve_expense",
    "ask_again_later",
    "ask_run",
    "book_held",
    "cancel_order",
    "close_case",
    "confirm_allocation",
    "confirm_booked",
    "confirm_remittance",
    "count_order_again",
    "count_refused",
    "create_account",
    "excuse_order",
    "export_statement",
    "fail_run",
    "fix_bases",
    "follow_people",
    "give_up_order",
    "import_bank_file",
    "keep_statement",
    "keep_way",
    "leave_bank_line",
    "leave_held",
    "make_pay_link",
    "match_bank_line",
    "note_look",
    "open_cases",
    "open_channel_order",
    "record_expense",
    "record_interest",
    "refuse_expense",
    "return_held",
    "reverse_allocation",
    "reverse_expense",
    "reverse_interest",
    "reverse_payment",
    "run_dues",
    "send_allocation",
    "send_remittance",
    "set_dues",
    "settle_difference",
    "settle_leaver",
    "switch_account",
    "take_notice",
    "take_payment",
    "tick_paid",
    "update_account",
    "withdraw_expense",
    "withdraw_remittance",
]
