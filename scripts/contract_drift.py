#!/usr/bin/env python3
"""Fails when the committed OpenAPI document or the TypeScript client is not what the code says.

`make contract` writes both anew.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "docs/api/openapi.json", ROOT / "web/src/shared/api/generated/schema.ts"]


def main() -> int:
    """Generate both again, compare, and put the committed ones back."""
    before = [path.read_bytes() if path.exists() else b"" for path in FILES]
    export = [sys.executable, "manage.py", "export_openapi", "--settings=dangjian.project.settings_test"]
    try:
        subprocess.run(export, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["npm", "run", "--silent", "api"], cwd=ROOT / "web", check=True, stdout=subprocess.DEVNULL)
        stale = [path for path, old in zip(FILES, before, strict=True) if path.read_bytes() != old]
    finally:
        for path, old in zip(FILES, before, strict=True):
            if old:
                path.write_bytes(old)
    for path in stale:
        print(f"not up to date: {path.relative_to(ROOT)} (run `make contract` and commit)")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
