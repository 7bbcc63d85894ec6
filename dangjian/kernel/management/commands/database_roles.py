"""`manage.py database_roles`: roles, grants and row-level security of a PostgreSQL data base."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from dangjian.kernel.rowlevel import applying, statements


class Command(BaseCommand):
    help = "PostgreSQL 的数据库角色、权限和行级安全：生成、核对、打印。"

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--apply", action="store_true", help="由所有者执行：授权、行级安全策略、触发器，可重复执行")
        what.add_argument("--check", action="store_true", help="核对数据库与程序是否一致，不一致时以非零状态退出")
        what.add_argument("--print", action="store_true", help="打印建立角色的 SQL，由数据库管理员执行")
        what.add_argument("--roles", action="store_true", help="直接建立角色（连接须是超级用户）")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self._not_here(strict=not options["check"])
            return
        try:
            self._run(options)
        except LookupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"数据库拒绝了操作：{str(error).strip()}") from error

    def _run(self, options: dict[str, Any]) -> None:
        if options["print"]:
            self.stdout.write(";\n".join(statements.role_statements()) + ";")
        elif options["roles"]:
            applying.make_roles()
            self.stdout.write("角色已建立。请为可登录的角色设置密码或证书，然后由所有者运行 --apply。")
        elif options["apply"]:
            applying.apply()
            self.stdout.write("权限、行级安全策略和触发器已就绪。")
        else:
            self._check()

    def _check(self) -> None:
        if not applying.is_applied():
            self.stdout.write(
                "本数据库没有启用行级安全：所有进程共用表的所有者，第二道防线（SEC-AC-03、SEC-AC-11）不起作用，"
                "只有程序自身的范围检查。启用步骤见管理员手册“数据库角色”。"
            )
            return
        found = applying.check()
        for line in (*found.notes, *found.problems):
            self.stdout.write(line)
        if found.problems:
            raise CommandError(f"有 {len(found.problems)} 处不一致，请由所有者运行 manage.py database_roles --apply。")
        self.stdout.write("角色、权限、行级安全策略和触发器与程序一致。")

    def _not_here(self, *, strict: bool) -> None:
        text = "行级安全和数据库角色只在 PostgreSQL 上有；当前数据库只有程序自身的范围检查。"
        if strict:
            raise CommandError(text)
        self.stdout.write(text)
