"""`manage.py sec_report`: the self-check report for protection level 2 or 3, with evidence of this moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.clock import local_time
from dangjian.kernel.models import Tenant
from dangjian.ops.evidence.queries import report
from dangjian.ops.evidence.rules import WORDS, WORST_FIRST


class Command(BaseCommand):
    help = "等保自查报告：逐条列出状态、原因和此刻的证据。有检查不通过时以非零状态退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--level", type=int, choices=(2, 3), default=2)
        parser.add_argument("--tenant", default="", help="单位代码；只有一个单位时不用写")
        parser.add_argument("--json", type=Path, help="把完整报告写入 JSON 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = _tenant(options["tenant"])
        with acting_as(system_actor(tenant.pk, "等保自查")):
            found = report(level=options["level"])
        if options["json"]:
            text = json.dumps(found, ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
            options["json"].write_text(text + "\n", encoding="utf-8")
        known = {control["id"].removeprefix("SEC-"): control for control in found["controls"]}
        at = f"{local_time(found['at']):%Y-%m-%d %H:%M}"
        self.stdout.write(f"{tenant.name} 等保自查（第{'二三'[options['level'] - 2]}级），证据时间 {at}")
        for clause in found["clauses"]:
            self.stdout.write(f"\n{clause['standard']} {clause['area']} {clause['title']}：{clause['state_label']}")
            for point in clause["points"]:
                self.stdout.write(f"  {point['point']}（{point['level']} 级）：{point['state_label']}")
                for control_id in point["controls"]:
                    self.stdout.write(f"    {_line(known[control_id])}")
        counts = "，".join(f"{WORDS[state]} {found['counts'][state]}" for state in reversed(WORST_FIRST))
        self.stdout.write(f"\n要点合计：{counts}。")
        if found["counts"]["failing"]:
            raise CommandError("有检查不通过的要点，请按上面的证据处理。")


def _line(control: dict[str, Any]) -> str:
    seen = f"；此刻：{control['evidence']}" if control["is_live"] and control["state"] != "failing" else ""
    reason = f"（{control['reason']}）" if control["reason"] else ""
    return f"{control['id']} {control['title']}：{control['state_label']}{reason}{seen}；测试 {control['tests']} 个"


def _tenant(code: str) -> Tenant:
    rows = Tenant.objects.filter(code=code) if code else Tenant.objects.all()
    found = list(rows.order_by("created_at")[:2])
    if not found:
        raise CommandError(f"没有代码为 {code} 的单位。" if code else "还没有单位，请先完成初始化。")
    if len(found) > 1:
        raise CommandError("有多个单位，请用 --tenant 写明单位代码。")
    return found[0]
