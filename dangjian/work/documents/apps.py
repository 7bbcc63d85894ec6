"""Registration of notices, requests and reports."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class DocumentsConfig(ModuleConfig):
    """Notices down, reports up, the numbers of both and of requests, who has read and who has not."""

    name = "dangjian.work.documents"
    label = "work_documents"
    verbose_name = "通知和报告"
