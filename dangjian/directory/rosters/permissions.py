"""What can be allowed on rosters."""

from dangjian.kernel.permissions import Action

IMPORT_ROSTER = Action("directory.roster.import", "导入党组织和党员名册", roles=("office",))
EXPORT_ROSTER = Action("directory.roster.export", "导出党员名册和党组织名册", roles=("branch_secretary", "office"))
