"""What others may read: cases, what one may do in them, definitions."""

from dangjian.foundation.process.queries.cases import CaseFilter, can_see_case, list_cases, show_case, vote_choices
from dangjian.foundation.process.queries.concerned import (
    cases_of_organisation,
    cases_of_people,
    unheld_cases,
    waits_to_end,
)
from dangjian.foundation.process.queries.definitions import (
    holders_at,
    list_definitions,
    people_to_ask,
    show_definition,
    startable,
)
from dangjian.foundation.process.queries.migrations import plan_migration

__all__ = [
    "CaseFilter",
    "can_see_case",
    "cases_of_organisation",
    "cases_of_people",
    "holders_at",
    "list_cases",
    "list_definitions",
    "people_to_ask",
    "plan_migration",
    "show_case",
    "show_definition",
    "startable",
    "unheld_cases",
    "vote_choices",
    "waits_to_end",
]
