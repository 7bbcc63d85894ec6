"""Papers as files, and the folder of a development as one package with an index."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from uuid import UUID

from dangjian.foundation.printing.commands import note_print
from dangjian.foundation.printing.document import Document, file_name
from dangjian.foundation.printing.formats import PrintFormat, Rendered, render
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import Conflict, NotFound
from dangjian.kernel.files import StoredFile, open_stored
from dangjian.work.development.models import AdmissionCase
from dangjian.work.development.permissions import KEEP_DEVELOPMENT, PRINT_ARCHIVE
from dangjian.work.development.printouts.papers import filled, paper
from dangjian.work.development.queries.person import Whole, folder, load_whole
from dangjian.work.development.rules.papers import PAPER_OF, PAPERS

MEGABYTE = 1024 * 1024
MOST_BYTES = 200 * MEGABYTE
"""Scans of one folder; more is kept out of one answer."""
ZIP = "application/zip"


def print_paper(*, admission_id: UUID, key: str, file_format: PrintFormat) -> Rendered:
    """A paper filled in, as Word or PDF. Raises NotFound for a paper or a person out of reach."""
    rendered = render(_document(admission_id=admission_id, key=key), file_format)
    note_print(title=rendered.name)
    return rendered


@query(KEEP_DEVELOPMENT)
def _document(*, admission_id: UUID, key: str) -> Document:
    if key not in PAPER_OF:
        raise NotFound("development.paper", "没有这种文书，请从列表中选择。")
    return paper(key, filled(load_whole(_admission(admission_id))))


def _admission(admission_id: UUID) -> AdmissionCase:
    found: AdmissionCase = AdmissionCase.objects.select_related("person", "case").get(pk=admission_id)
    return found


@query(PRINT_ARCHIVE)
def _package(*, admission_id: UUID) -> tuple[Whole, list[Document], list[StoredFile]]:
    """What goes into the package: the papers that have something to say, and the scans."""
    whole = load_whole(_admission(admission_id))
    given = filled(whole)
    ready = [one for one in PAPERS if one.from_step <= whole.admission.step_number]
    ids = [row.file_id for row in whole.documents if row.file_id]
    files = list(StoredFile.objects.filter(pk__in=ids, owner_id=whole.case.pk, quarantined_at=None))
    if sum(file.size for file in files) > MOST_BYTES:
        raise Conflict("development.package_size", "扫描件合计超过 200 MB，请逐件下载归档。")
    return whole, [paper(one.key, given) for one in ready], files


def archive_package(*, admission_id: UUID) -> Rendered:
    """The folder of a development as one ZIP: index, papers as PDF, scans in the order of the steps.

    Raises NotFound, Conflict where the scans are too large for one file, Unavailable for a scan that is missing.
    """
    whole, documents, files = _package(admission_id=admission_id)
    target = io.BytesIO()
    made_at = clock.local_time(clock.now()).timetuple()[:6]
    with zipfile.ZipFile(target, "w") as package:
        lines = ["序号,类别,文件,材料,上传人"]
        for number, (name, data, title, who) in enumerate(_parts(whole, documents, files), start=1):
            package.writestr(_entry(name, made_at), data)
            lines.append(",".join(_cell(text) for text in (str(number), name.split("/")[0], name, title, who)))
        lines += [f",归档清单,,{_cell(item['title'])},{'有' if item['is_present'] else '缺'}" for item in folder(whole)]
        package.writestr(_entry("目录.csv", made_at), "\ufeff" + "\r\n".join(lines) + "\r\n")
    name = file_name(("发展党员档案", whole.admission.person_name), "zip")
    note_print(title=name)
    return Rendered(name, target.getvalue(), ZIP)


def _parts(whole: Whole, documents: list[Document], files: list[StoredFile]) -> Iterator[tuple[str, bytes, str, str]]:
    for number, document in enumerate(documents, start=1):
        title = f"{number:02d}-{document.title}"
        yield f"文书/{file_name((title,), 'pdf')}", render(document, PrintFormat.PDF).data, document.title, "系统生成"
    by_id = {file.pk: file for file in files}
    number = 0
    for row in whole.documents:
        file = by_id.get(row.file_id) if row.file_id else None
        if file is None:
            continue
        number += 1
        with open_stored(file) as source:
            suffix = file.file_name.rpartition(".")[2].lower() or file.kind
            yield f"扫描件/{file_name((f'{number:02d}-{row.title}',), suffix)}", source.read(), row.title, row.added_by


def _entry(name: str, made_at: tuple[int, ...]) -> zipfile.ZipInfo:
    """A file of the package; the same folder gives the same bytes."""
    year, month, day, hour, minute, second = made_at
    entry = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _cell(text: str) -> str:
    """A value of the index; nothing in it is ever a formula."""
    plain = text.replace('"', '""')
    guarded = f"'{plain}" if plain[:1] in "=+-@\t\r" else plain
    return f'"{guarded}"'
