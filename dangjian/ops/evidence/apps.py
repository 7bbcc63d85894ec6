"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class EvidenceConfig(ModuleConfig):
    """The self-check report: clauses, controls, evidence."""

    name = "dangjian.ops.evidence"
    label = "ops_evidence"
    verbose_name = "等保自查"
