"""What others may read about dues."""

from dangjian.work.dues.queries.allocations import can_see_interest, list_allocations, list_interest
from dangjian.work.dues.queries.bank import list_bank_lines
from dangjian.work.dues.queries.branch import bases_of, branch_bases, payments_of, sheet
from dangjian.work.dues.queries.channels import list_accounts, list_money
from dangjian.work.dues.queries.expenses import can_see_expense, funds, get_expense, list_expenses
from dangjian.work.dues.queries.late import cell_leaders, late_everywhere, list_cases, list_late, standing_of
from dangjian.work.dues.queries.own import calculation, my_dues, receipt
from dangjian.work.dues.queries.paying import look_at_link, own_order, pay_options, pay_order
from dangjian.work.dues.queries.publicity import publicity, year_publicity
from dangjian.work.dues.queries.reconciling import account_to_compare, list_differences, list_statements
from dangjian.work.dues.queries.runs import get_run, list_runs, preview
from dangjian.work.dues.queries.statements import list_remittances, next_remittance, own_setting, statement

__all__ = [
    "account_to_compare",
    "bases_of",
    "branch_bases",
    "calculation",
    "can_see_expense",
    "can_see_interest",
    "cell_leaders",
    "funds",
    "get_expense",
    "get_run",
    "late_everywhere",
    "list_accounts",
    "list_allocations",
    "list_bank_lines",
    "list_cases",
    "list_differences",
    "list_expenses",
    "list_interest",
    "list_late",
    "list_money",
    "list_remittances",
    "list_runs",
    "list_statements",
    "look_at_link",
    "my_dues",
    "next_remittance",
    "own_order",
    "own_setting",
    "pay_options",
    "pay_order",
    "payments_of",
    "preview",
    "publicity",
    "receipt",
    "sheet",
    "standing_of",
    "statement",
    "year_publicity",
]
