"""Everything that changes organisations, their cells and the units beside them."""

from dangjian.directory.organisations.commands.cells import dissolve_cell, form_cell, update_cell
from dangjian.directory.organisations.commands.details import rename_organisation, update_organisation
from dangjian.directory.organisations.commands.dissolution import dissolve_organisation
from dangjian.directory.organisations.commands.establishment import establish_organisation
from dangjian.directory.organisations.commands.kinds import change_kind
from dangjian.directory.organisations.commands.mergers import merge_organisations
from dangjian.directory.organisations.commands.moves import move_organisation
from dangjian.directory.organisations.commands.planned_ends import remind_of_planned_ends
from dangjian.directory.organisations.commands.splits import split_organisation
from dangjian.directory.organisations.commands.steps.parts import NewBranch, Paper
from dangjian.directory.organisations.commands.terms import extend_term, remind_of_terms, set_term
from dangjian.directory.organisations.commands.units import close_unit, create_unit, link_units, update_unit

__all__ = [
    "NewBranch",
    "Paper",
    "change_kind",
    "close_unit",
    "create_unit",
    "dissolve_cell",
    "dissolve_organisation",
    "establish_organisation",
    "extend_term",
    "form_cell",
    "link_units",
    "merge_organisations",
    "move_organisation",
    "remind_of_planned_ends",
    "remind_of_terms",
    "rename_organisation",
    "set_term",
    "split_organisation",
    "update_cell",
    "update_organisation",
    "update_unit",
]
