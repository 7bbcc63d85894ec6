"""Leaving the scope is reviewed: who does it, where and why stands in a list that people read (SEC-AC-02)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from dangjian.kernel.actor import acting_as, nobody_acting
from dangjian.kernel.errors import NoActor, NoScope
from dangjian.kernel.models.base import ScopedModel, TenantModel
from tests.world import World

ROOT = Path(settings.BASE_DIR)
LIST = ROOT / "dangjian" / "project" / "security" / "unscoped.txt"
DOORS = frozenset({"unscoped", "across_tenants", "raw", "extra", "cursor"})
"""Calls that lead past the managers."""
MODELS = [m for m in apps.get_models() if issubclass(m, TenantModel) and m.__module__.startswith("dangjian.")]


def _uses(path: Path) -> Iterator[str]:
    """`file function what` for every way past the managers in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    waiting: list[tuple[ast.AST, str]] = [(tree, "module")]
    while waiting:
        node, function = waiting.pop()
        name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else function
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in DOORS:
            yield _line(path, function, called)
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager":
            yield _line(path, function, node)
        waiting += [(child, name) for child in ast.iter_child_nodes(node)]


def _line(path: Path, function: str, way: ast.Attribute) -> str:
    owner = ast.unparse(way.value).removesuffix(".objects").rsplit(".", 1)[-1]
    return f"{path.relative_to(ROOT)} {function} {owner}.{way.attr}"


def _found() -> set[str]:
    files = (path for path in (ROOT / "dangjian").rglob("*.py") if "migrations" not in path.parts)
    return {use for path in files for use in _uses(path)}


def _reviewed() -> dict[str, str]:
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {use.strip(): reason.strip() for use, _, reason in (line.partition("|") for line in lines)}


def test_sec_ac_02_every_way_past_the_scope_is_reviewed() -> None:
    found, reviewed = _found(), _reviewed()
    added, gone = sorted(found - set(reviewed)), sorted(set(reviewed) - found)

    assert added == [], f"look at these and add them to {LIST.name} with a reason:\n" + "\n".join(added)
    assert gone == [], f"take these out of {LIST.name}:\n" + "\n".join(gone)
    assert [use for use, reason in reviewed.items() if len(reason) < 8] == []


def test_sec_ac_02_a_new_way_past_the_scope_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = tmp_path / "dangjian" / "probe.py"
    probe.parent.mkdir()
    probe.write_text("def peek():\n    return Person.objects.unscoped('just so').all()\n", encoding="utf-8")
    monkeypatch.setattr("tests.architecture.test_unscoped.ROOT", tmp_path)

    assert list(_uses(probe)) == ["dangjian/probe.py peek Person.unscoped"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_sec_ac_02_rows_are_not_there_without_a_scope(model: type[TenantModel], world: World) -> None:
    with nobody_acting(), pytest.raises((NoActor, NoScope)):
        model.objects.first()
    if issubclass(model, ScopedModel):
        with acting_as(world.actor("chief")), pytest.raises(NoScope):
            model.objects.first()
