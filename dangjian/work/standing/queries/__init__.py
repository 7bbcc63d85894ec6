"""What others may read about members who are away or out of contact."""

from dangjian.work.standing.queries.cases import ContactCaseFilter, list_cases, show_case
from dangjian.work.standing.queries.stays import StayFilter, list_stays, my_stays, show_stay
from dangjian.work.standing.queries.watching import keepers_of, reports_due

__all__ = [
    "ContactCaseFilter",
    "StayFilter",
    "keepers_of",
    "list_cases",
    "list_stays",
    "my_stays",
    "reports_due",
    "show_case",
    "show_stay",
]
