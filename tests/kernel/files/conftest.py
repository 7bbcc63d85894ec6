"""A purpose for everything and one for sealed tables; who may read is a set of owners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from dangjian.kernel.files import DOCUMENTS, IMAGES, MEGABYTE, Purpose, register_purpose
from dangjian.kernel.permissions import Action

readable: set[UUID] = set()
"""Rows that the asking person may see."""
GIVE_ROSTER = Action("kernel.files_probe.give_roster", "上传测试花名册", roles=("office",))


def _may_read(owner_id: UUID) -> bool:
    return owner_id in readable


PHOTO = register_purpose(
    Purpose("test.probe.photo", "照片", (*IMAGES, *DOCUMENTS, "csv", "txt"), _may_read, max_bytes=MEGABYTE, max_count=3)
)
ROSTER = register_purpose(
    Purpose("test.probe.roster", "花名册", ("xlsx", "xls", "csv"), _may_read, upload=GIVE_ROSTER, sealed=True)
)


@pytest.fixture
def files_at(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """An empty data directory; nobody may see anything yet."""
    (tmp_path / "tmp").mkdir()
    settings.DATA_DIR = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "tmp")
    readable.clear()
    yield tmp_path
    readable.clear()
