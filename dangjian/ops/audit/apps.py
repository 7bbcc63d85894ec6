"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class AuditConfig(ModuleConfig):
    """Figures over the audit trail, and warnings by rules."""

    name = "dangjian.ops.audit"
    label = "ops_audit"
    verbose_name = "审计"
