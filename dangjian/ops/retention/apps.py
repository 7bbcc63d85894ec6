"""Registration of the retention engine."""

from dangjian.kernel.module import ModuleConfig


class RetentionConfig(ModuleConfig):
    """What is over is proposed, approved by people, erased, and written down."""

    name = "dangjian.ops.retention"
    label = "ops_retention"
    verbose_name = "保存期限"
