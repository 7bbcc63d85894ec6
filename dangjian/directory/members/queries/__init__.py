"""What others may read about people."""

from dangjian.directory.members.queries.corrections import list_corrections, my_corrections
from dangjian.directory.members.queries.count_sheet import counts_workbook
from dangjian.directory.members.queries.counts import DIMENSIONS, count_members
from dangjian.directory.members.queries.history import looks_at, member_history, member_on, roster_as_of
from dangjian.directory.members.queries.people import (
    MemberFilter,
    branch_people,
    find_people,
    list_members,
    member_detail,
    total_members,
)
from dangjian.directory.members.queries.saved import list_saved_queries

__all__ = [
    "DIMENSIONS",
    "MemberFilter",
    "branch_people",
    "count_members",
    "counts_workbook",
    "find_people",
    "list_corrections",
    "list_members",
    "list_saved_queries",
    "looks_at",
    "member_detail",
    "member_history",
    "member_on",
    "my_corrections",
    "roster_as_of",
    "total_members",
]
