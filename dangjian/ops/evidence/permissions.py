"""Who may read the self-check report."""

from dangjian.kernel.permissions import Action

VIEW_EVIDENCE = Action("ops.evidence.view", "查看等保自查报告", roles=("security_administrator",), tenant_wide=True)
