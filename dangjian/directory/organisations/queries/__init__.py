"""What others may read about organisations."""

from dangjian.directory.organisations.queries.acts import customary_names, forbidden_acts, require_act, what_remains
from dangjian.directory.organisations.queries.detail import cells_of, organisation_detail, organisation_history
from dangjian.directory.organisations.queries.letters import list_reminders, reminder_letter
from dangjian.directory.organisations.queries.lists import (
    OrganisationFilter,
    find_organisations,
    list_organisations,
)
from dangjian.directory.organisations.queries.loading.forbidden import refuse_act
from dangjian.directory.organisations.queries.past import organisation_on
from dangjian.directory.organisations.queries.tree import chart, children, tree
from dangjian.directory.organisations.queries.units import list_units, unit_detail, unit_tree
from dangjian.directory.organisations.queries.violations import ViolationFilter, count_violations, list_violations

__all__ = [
    "OrganisationFilter",
    "ViolationFilter",
    "cells_of",
    "chart",
    "children",
    "count_violations",
    "customary_names",
    "find_organisations",
    "forbidden_acts",
    "list_organisations",
    "list_reminders",
    "list_units",
    "list_violations",
    "organisation_detail",
    "organisation_history",
    "organisation_on",
    "refuse_act",
    "reminder_letter",
    "require_act",
    "tree",
    "unit_detail",
    "unit_tree",
    "what_remains",
]
