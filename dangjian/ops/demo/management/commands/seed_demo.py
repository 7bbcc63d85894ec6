"""`manage.py seed_demo [--today 2026-11-21] [--scale 1]`: writes the invented enterprise. A second run does nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel import clock
from dangjian.kernel.events import drain
from dangjian.ops.demo.enterprise.words import BANNER
from dangjian.ops.demo.seeding import seed_demo


class Command(BaseCommand):
    help = "写入演示单位（虚构数据）。已经写入过的不会重复写入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="以哪一天为“今天”，默认当天")
        parser.add_argument("--scale", type=int, default=1, help="下属单位的套数，1 为约 1200 人")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("生产环境不能写入演示数据。")
        if options["scale"] < 1:
            raise CommandError("--scale 至少为 1。")
        today = options["today"] or clock.today()
        moment = clock.now() if options["today"] is None else clock.at_local(today, 9)
        with clock.frozen(moment):
            done = seed_demo(today=today, scale=options["scale"])
            if any(each.is_new for each in done):
                drain()
        for each in done:
            if each.is_new:
                counts = f"党组织 {each.organisations} 个，人员 {each.people} 人，会议 {each.meetings} 次"
                self.stdout.write(f"已写入 {each.name}：{counts}")
            else:
                self.stdout.write(f"{each.name} 已存在，未作改动。")
        self.stdout.write(BANNER)
