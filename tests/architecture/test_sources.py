"""What a linter cannot see: names, sizes, where rows are written, where SQL is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dangjian.project.topology import APPS, LAYERS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dangjian"
BUSINESS = ("directory", "work")
"""Modules whose apps hold only the files of architecture section 2; mechanism and identity name their own files."""

MECHANISMS = ("directory/columns", "directory/judging", "directory/rosters")
"""Apps that are machinery rather than a feature: they too name their own files, in their README."""

APP_FILES = {
    *("__init__", "apps", "models", "enums", "rules", "commands", "queries", "api", "permissions", "events"),
    *("handlers", "jobs", "ports", "search", "catalogue"),
    "privacy",  # the app's part of the register of fields: words and classes only, one declaration a table
}
APP_FOLDERS = {
    *("models", "rules", "commands", "queries", "api", "handlers", "jobs", "templates", "seeds", "processes"),
    *("migrations", "management", "enums", "printouts"),
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "lib", "stuff", "shared"}
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 80
QUERYSET_WRITES = {
    *("create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("acreate", "aupdate", "adelete", "abulk_create"),
}


def _sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _app_folders() -> Iterator[Path]:
    for module, apps in APPS.items():
        for app in apps:
            folder = PACKAGE / module / app
            if (folder / "__init__.py").exists():
                yield folder


def test_every_package_stands_in_the_topology() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    apps = {f"{path.parent.parent.name}.{path.parent.name}" for path in PACKAGE.glob("*/*/apps.py")}

    assert packages <= set(LAYERS)
    assert apps == {f"{module}.{app}" for module, names in APPS.items() for app in names} & apps


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_file_and_function_sizes(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    long = [
        f"{node.name}: {length} lines"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]

    assert lines <= MAX_FILE_LINES
    assert long == []


def test_no_file_has_a_vague_name() -> None:
    assert [_name(path) for path in PACKAGE.rglob("*") if path.stem in VAGUE and "__pycache__" not in path.parts] == []


def test_business_apps_hold_only_the_agreed_files() -> None:
    odd = []
    for folder in _app_folders():
        if folder.parent.name not in BUSINESS or str(folder.relative_to(PACKAGE)) in MECHANISMS:
            continue
        odd += [_name(path) for path in folder.glob("*.py") if path.stem not in APP_FILES]
        odd += [
            _name(path)
            for path in folder.iterdir()
            if path.is_dir() and path.name not in APP_FOLDERS and path.name != "__pycache__"
        ]

    assert odd == []


def test_every_app_explains_itself() -> None:
    assert [_name(folder) for folder in _app_folders() if not (folder / "README.md").is_file()] == []


def test_sql_is_written_in_the_kernel_only() -> None:
    found = []
    for path in _sources():
        if path.is_relative_to(PACKAGE / "kernel"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = {alias.name for alias in node.names}
                if names & {"RawSQL", "RunSQL", "connections", "sqlite3", "psycopg"}:
                    found.append(f"{_name(path)}:{node.lineno}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"raw", "extra", "cursor", "execute"}
            ):
                found.append(f"{_name(path)}:{node.lineno} .{node.func.attr}()")

    assert found == []


def _is_model_save(call: ast.Call) -> bool:
    """`row.save()` and `row.save(update_fields=…)`; documents and pictures are saved under a name."""
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr == "save" and not call.args


def _writes_query_set(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr not in QUERYSET_WRITES:
        return False
    chain = ast.unparse(call.func.value)
    return ".objects" in chain or ".filter(" in chain or ".unscoped(" in chain or ".across_tenants(" in chain


def test_rows_are_written_by_the_unit_of_a_command_only() -> None:
    found = []
    for path in _sources():
        # Sessions and failed log-ins are counted by the request itself, outside any command.
        if path.is_relative_to(PACKAGE / "kernel") or path.is_relative_to(PACKAGE / "identity"):
            continue
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if _is_model_save(node) or _writes_query_set(node):
                found.append(f"{_name(path)}:{node.lineno} {ast.unparse(node.func)[-60:]}()")

    assert found == []


def test_rules_are_pure() -> None:
    impure = []
    for folder in _app_folders():
        files = [*folder.glob("rules.py"), *folder.glob("rules/*.py")]
        for path in files:
            for node in ast.walk(_tree(path)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    if node.module.startswith("django") or node.module.endswith((".models", ".commands", ".queries")):
                        impure.append(f"{_name(path)}:{node.lineno} {node.module}")
                    if {alias.name for alias in node.names} & {"clock", "now", "today"}:
                        impure.append(f"{_name(path)}:{node.lineno} asks for the time")

    assert impure == []


def test_no_marks_of_unfinished_work() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "coming " + "soon", "敬请" + "期待")
    web = [p for p in (ROOT / "web" / "src").rglob("*") if p.suffix in {".ts", ".vue"}]
    found = [
        f"{_name(path)}: {mark}"
        for path in [*_sources(), *web]
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]

    assert found == []
