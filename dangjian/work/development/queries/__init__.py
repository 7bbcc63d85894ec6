"""What others may read of the development of members."""

from dangjian.work.development.queries.board import (
    AdmissionFilter,
    BoardFilter,
    board,
    candidates,
    list_admissions,
)
from dangjian.work.development.queries.person import kept_notes, my_development, show_admission
from dangjian.work.development.queries.plans import year_plans

__all__ = [
    "AdmissionFilter",
    "BoardFilter",
    "board",
    "candidates",
    "kept_notes",
    "list_admissions",
    "my_development",
    "show_admission",
    "year_plans",
]
