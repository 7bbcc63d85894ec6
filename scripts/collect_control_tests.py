#!/usr/bin/env python3
"""Writes down which tests carry the id of which security control, for `manage.py sec_report`.

    scripts/collect_control_tests.py [--check]

Reads the names in the sources (`test_sec_auth_04_…`, `test_SEC_AUD_04_…`, "SEC-AUD-04 …" in tests of the web
project) and runs nothing. --check tells whether the file is up to date and changes nothing.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "dangjian/ops/evidence/seeds/control_tests.json"
PYTHON = re.compile(r"^test_sec_([a-z]+)_(\d\d)(?:_|$)", re.IGNORECASE)
WEB = re.compile(r"""(?:test|describe|it)(?:\.each\([^)]*\))?\(\s*["'`]SEC-([A-Z]+)-(\d\d)\b""")


def named(path: Path) -> Iterator[str]:
    """Ids of the controls that tests of a file name, once for each test."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            found = PYTHON.match(node.name) if isinstance(node, ast.FunctionDef) else None
            if found:
                yield f"{found[1].upper()}-{found[2]}"
        return
    for area, number in WEB.findall(text):
        yield f"{area}-{number}"


def collected() -> dict[str, dict[str, int]]:
    """For each control the files with tests of its id, and how many."""
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("web/tests/**/*.test.ts")]
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in sorted(files):
        for control in named(path):
            found[control][path.relative_to(ROOT).as_posix()] += 1
    return {control: dict(found[control]) for control in sorted(found)}


def text_of(found: dict[str, dict[str, int]]) -> str:
    """The content of the file."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Entry of the script."""
    text = text_of(collected())
    if "--check" in sys.argv:
        same = FILE.exists() and FILE.read_text(encoding="utf-8") == text
        print("up to date" if same else "run scripts/collect_control_tests.py")
        return 0 if same else 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    print(f"{len(collected())} controls with tests")
    return 0


if __name__ == "__main__":
    sys.exit(main())
