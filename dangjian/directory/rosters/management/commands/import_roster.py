"""Import a roster from the command line: the same recognition, checks and all-or-nothing commit as in the console."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.rosters import commands, queries, running
from dangjian.directory.rosters.files import UPLOADED
from dangjian.directory.rosters.models import ImportBatch
from dangjian.foundation.tabular.problems import cell_name
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.errors import Problem
from dangjian.kernel.files import intake
from dangjian.kernel.models import Tenant

SHOWN = 200
"""Problems printed for people; JSON has all of them."""


class Command(BaseCommand):
    help = "导入党员名册或党组织名册（.xlsx、.xls、.csv）。默认只检查不写入；加 --commit 才写入，全部成功或全部不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="要导入的文件")
        parser.add_argument("--sheet", default="", help="只导入这张工作表（名称）")
        parser.add_argument("--kind", choices=[kind.value for kind in RosterKind], help="名册种类；不填时自动判断")
        parser.add_argument("--tenant", default="", help="单位的代码或名称；只有一个单位时可以不填")
        parser.add_argument("--commit", action="store_true", help="检查无误后写入")
        parser.add_argument("--skip-faulty", action="store_true", help="跳过有错误的行，写入其余各行")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"没有找到文件：{path}")
        with acting_as(system_actor(self._tenant(options["tenant"]).pk, "命令行导入")):
            try:
                answer = self._import(path, options)
            except Problem as problem:
                self._fail(problem, as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._print(answer)
        if answer["counts"]["faulty"] and not (options["commit"] and options["skip_faulty"]):
            sys.exit(2)

    def _tenant(self, wanted: str) -> Tenant:
        tenants = list(Tenant.objects.order_by("created_at"))
        if wanted:
            tenants = [tenant for tenant in tenants if wanted in {tenant.code, tenant.name, str(tenant.pk)}]
        if len(tenants) != 1:
            names = "、".join(f"{tenant.code}（{tenant.name}）" for tenant in Tenant.objects.all()) or "（没有）"
            raise CommandError(f"请用 --tenant 指明单位。现有单位：{names}")
        return tenants[0]

    def _import(self, path: Path, options: dict[str, Any]) -> dict[str, Any]:
        with path.open("rb") as source:
            file = intake(source, name=path.name, purpose=UPLOADED.code)
        kind = RosterKind(options["kind"]) if options["kind"] else None
        stored, parts = queries.understand_file(file_id=file.pk, kind=kind)
        if options["sheet"]:
            if options["sheet"] not in {part.sheet_name for part in parts}:
                listed = "、".join(part.sheet_name for part in parts)
                raise CommandError(f"没有工作表“{options['sheet']}”。文件中有：{listed}")
            for part in parts:
                part.is_used = part.sheet_name == options["sheet"]
        batch = commands.create_batch(file=stored, parts=parts)
        batch = running.run_preview(batch_id=batch.pk, report=self._report(options))
        faulty = batch.counts["total"]["faulty"]
        written = None
        if options["commit"] and (not faulty or options["skip_faulty"]):
            batch = commands.begin_commit(
                batch_id=batch.pk,
                expected_version=batch.version,
                skip_faulty=options["skip_faulty"],
                in_background=False,
            )
            batch = commands.commit_batch(batch_id=batch.pk, report=self._report(options))
            written = batch.counts["written"]
        answer = self._describe(batch, written)
        if written is None:
            commands.discard_batch(batch_id=batch.pk)
        return answer

    def _report(self, options: dict[str, Any]) -> Any:
        last = [-1]

        def report(done: int, total: int, text: str) -> None:
            percent = done * 100 // max(total, 1)
            if percent // 5 != last[0] // 5 or done >= total:
                last[0] = percent
                self.stderr.write(f"{text} {done}/{total}")

        return (lambda done, total, text: None) if options["json"] else report

    def _describe(self, batch: ImportBatch, written: dict[str, int] | None) -> dict[str, Any]:
        sheets, problems = [], []
        for number, part in enumerate(layouts.load(batch.layout.reveal())):
            sheets.append(
                {
                    "sheet": part.sheet_name,
                    "kind": part.kind,
                    "used": part.is_used,
                    "heading_rows": [part.first + 1, part.last + 1],
                    "columns": [
                        {
                            name: column[name]
                            for name in ("column", "title", "field", "confidence", "source", "suggestion")
                        }
                        for column in part.columns
                    ],
                    "missing_fields": part.missing(),
                    "counts": batch.counts.get(str(number)),
                }
            )
            if part.is_used:
                problems += self._problems(batch, number, part.sheet_name)
        return {
            "file": batch.file_name,
            "batch_id": str(batch.pk),
            "state": batch.state,
            "counts": batch.counts["total"],
            "written": written,
            "sheets": sheets,
            "problems": problems,
        }

    def _problems(self, batch: ImportBatch, number: int, sheet: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for level in ("e", "w"):
            after: int | None = 0
            while after is not None:
                page = queries.list_rows(batch_id=batch.pk, part=number, level=level, after=after)
                for row in page["items"]:
                    for problem in row["problems"]:
                        cell = cell_name(row["number"], problem["column"])
                        found.append({"sheet": sheet, "cell": cell, "row": row["number"], **problem})
                after = page["next_after"]
        return sorted(found, key=lambda each: (each["row"], each["column"]))

    def _print(self, answer: dict[str, Any]) -> None:
        for sheet in answer["sheets"]:
            if not sheet["used"]:
                self.stdout.write(f"工作表“{sheet['sheet']}”：不导入")
                continue
            self.stdout.write(f"工作表“{sheet['sheet']}”（{RosterKind(sheet['kind']).label}），识别的栏目：")
            for column in sheet["columns"]:
                to = column["field"] or (f"？{column['suggestion']}" if column["suggestion"] else "—")
                self.stdout.write(f"  {column['title'] or '（无标题）'} → {to}")
        for problem in answer["problems"][:SHOWN]:
            level = "错误" if problem["level"] == "error" else "提醒"
            self.stdout.write(f"{problem['sheet']}!{problem['cell']} {level} [{problem['code']}] {problem['text']}")
        if len(answer["problems"]) > SHOWN:
            self.stdout.write(f"……共 {len(answer['problems'])} 个问题，用 --json 查看全部。")
        counts = answer["counts"]
        self.stdout.write(
            f"共 {counts['rows']} 行：新增 {counts['new']}，更新 {counts['changed']}，无变化 {counts['same']}，"
            f"有错误 {counts['faulty']}；表中没有而在册的 {counts['not_in_file']} 人。"
        )
        if answer["written"] is None:
            self.stdout.write("以上只是检查，没有写入。确认后加 --commit 写入。")
        else:
            self.stdout.write("已写入：" + "，".join(f"{name} {count}" for name, count in answer["written"].items()))

    def _fail(self, problem: Problem, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": {"code": problem.code, "text": problem.text}}, ensure_ascii=False))
            sys.exit(1)
        raise CommandError(f"[{problem.code}] {problem.text}")
