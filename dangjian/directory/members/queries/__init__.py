"""What others may read about people."""

from dangjian.directory.members.queries.corrections import list_corrections, my_corrections
from dangjian.directory.members.queries.counts import DIMENSIONS, count_members
from dangjian.directory.members.queries.people import (
    MemberFilter,
    branch_people,
    find_people,
    list_members,
    member_detail,
    member_history,
    roster_as_of,
    total_members,
)
from dangjian.directory.members.queries.saved import list_saved_queries

__all__ = [
    "DIMENSIONS",
    "MemberFilter",
    "branch_people",
    "count_members",
    "find_people",
    "list_corrections",
    "list_members",
    "list_saved_queries",
    "member_detail",
    "member_history",
    "my_corrections",
    "roster_as_of",
    "total_members",
]
