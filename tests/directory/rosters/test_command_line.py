"""`manage.py import_roster`: what it prints and what it leaves behind."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dangjian.directory.members.models import Person
from dangjian.directory.rosters.models import ImportBatch
from dangjian.kernel.actor import acting_as
from tests.directory.rosters.sheets import HEAD, member_row, workbook
from tests.world import World


def _run(world: World, path: Path, *options: str) -> tuple[int, Any]:
    out = io.StringIO()
    code = 0
    try:
        call_command(
            "import_roster", str(path), "--tenant", world.here.tenant.code, *options, stdout=out, stderr=io.StringIO()
        )
    except SystemExit as ended:
        code = int(ended.code or 0)
    text = out.getvalue()
    return code, json.loads(text) if "--json" in options else text


def _names(world: World) -> set[str]:
    with acting_as(world.here.system()):
        return set(Person.objects.unscoped("test").values_list("name", flat=True))


def test_check_only_prints_columns_counts_and_problems_and_writes_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 民族="火星族")])))
    code, answer = _run(world, path, "--json")
    assert code == 2
    assert {name: answer["counts"][name] for name in ("rows", "new", "faulty")} == {"rows": 2, "new": 1, "faulty": 1}
    assert [(p["cell"], p["code"], p["level"]) for p in answer["problems"]] == [("D3", "ethnic_group.unknown", "error")]
    assert [c["field"] for c in answer["sheets"][0]["columns"]][:3] == ["name", "sex", "id_number"]
    assert answer["written"] is None
    assert "欧阳建国" not in _names(world)
    with acting_as(world.here.system()):
        assert {batch.state for batch in ImportBatch.objects.unscoped("test")} == {"discarded"}


def test_commit_writes_all_or_with_skipping_the_good_rows(world: World, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 民族="火星族")]
    path.write_bytes("\n".join(",".join(row) for row in rows).encode("gb18030"))
    code, _ = _run(world, path, "--commit", "--json")
    assert (code, "欧阳建国" in _names(world)) == (2, False)
    code, answer = _run(world, path, "--commit", "--skip-faulty", "--json")
    assert (code, answer["written"]["people_new"]) == (0, 1)
    assert "欧阳建国" in _names(world)


def test_words_for_people(world: World, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(workbook(("党员", [HEAD, member_row(201, "欧阳建国")])))
    code, text = _run(world, path)
    assert code == 0
    assert "姓名 → name" in text
    assert "新增 1" in text
    assert "没有写入" in text


def test_unknown_tenant_and_missing_file_are_told(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有找到文件"):
        call_command("import_roster", str(tmp_path / "nothing.xlsx"))
    path = tmp_path / "a.csv"
    path.write_text("姓名,性别\n张三,男\n", encoding="utf-8")
    with pytest.raises(CommandError, match="--tenant"):
        call_command("import_roster", str(path), "--tenant", "nowhere")
