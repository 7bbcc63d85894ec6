"""Who has read a document, as a workbook. Every export is recorded."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, write_workbook
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.scratch import scratch_folder
from dangjian.work.documents.models import Document, Receipt
from dangjian.work.documents.permissions import SEND_DOCUMENT


@command(SEND_DOCUMENT)
def export_receipts(unit: Unit, *, document_id: UUID) -> bytes:
    """Everybody whom a document of one's own organisation reached, organisation by organisation. Raises NotFound."""
    row = unit.get(Document, document_id, lock=False)
    unit.note("导出阅读情况", about=row)
    receipts = Receipt.objects.unscoped("the readers of a document of one's own").filter(document=row)
    lines = [
        [
            receipt.target.org_name,
            receipt.person_name,
            "已阅" if receipt.read_at else "未阅",
            f"{clock.local_time(receipt.read_at):%Y-%m-%d %H:%M}" if receipt.read_at else "",
        ]
        for receipt in receipts.select_related("target").order_by("org_path", "person_name", "pk")
    ]
    columns = [SheetColumn("党组织", 40), SheetColumn("姓名", 16), SheetColumn("状态"), SheetColumn("阅读时间", 20)]
    title = f"{row.title}（{row.number}）阅读情况"
    with scratch_folder("documents") as folder:
        path = folder / "receipts.xlsx"
        write_workbook(path, [TableSheet("阅读情况", columns, lines, title=title)], title=title)
        return path.read_bytes()
