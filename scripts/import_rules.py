#!/usr/bin/env python3
"""Checks who imports whom. The contracts are generated from `dangjian.project.topology`; nothing is ignored.

`--show` prints the generated configuration instead.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dangjian.project.topology import APPS, LAYERS  # noqa: E402

ONLY_KERNEL = (
    *("ninja", "cryptography", "joserfc", "psycopg", "MySQLdb", "sqlite3"),
    *("httpx", "httpcore", "requests", "urllib3"),  # requests leave by dangjian.kernel.outgoing alone (SEC-NET-02)
)
PRIVATE = ("handlers", "jobs", "api", "apps")
"""Files of an app that no other app may import. Rules are pure: whoever stands above may ask them too."""


def existing(package: str) -> bool:
    """Whether the package or module is in the tree."""
    path = ROOT / Path(*package.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def apps() -> list[str]:
    """Every app package in the tree, lowest module first."""
    return [
        f"dangjian.{module}.{app}"
        for module in reversed(LAYERS)
        for app in APPS.get(module, ())
        if existing(f"dangjian.{module}.{app}")
    ]


def contracts() -> list[tuple[str, list[str]]]:
    """The contracts as titles and lines of an import-linter configuration."""
    modules = [module for module in LAYERS if existing(f"dangjian.{module}")]
    others = [f"dangjian.{module}" for module in modules if module != "kernel"]
    order = ["containers =", "    dangjian", "exhaustive = true", "layers =", *(f"    {module}" for module in modules)]
    found: list[tuple[str, list[str]]] = [
        ("Modules import downward only", ["type = layers", *order]),
        (
            "Only the kernel knows the web framework, cryptography, data base drivers and HTTP clients",
            [
                "type = forbidden",
                "allow_indirect_imports = true",
                "source_modules =",
                *(f"    {name}" for name in others),
                "forbidden_modules =",
                *(f"    {name}" for name in ONLY_KERNEL),
            ],
        ),
    ]
    for app in apps():
        private = [f"{app}.{part}" for part in PRIVATE if existing(f"{app}.{part}")]
        if private:
            found.append(
                (
                    f"Only {app} itself imports its inner files",
                    [
                        "type = protected",
                        "protected_modules =",
                        *(f"    {name}" for name in private),
                        "allowed_importers =",
                        f"    {app}",
                    ],
                )
            )
    for module in modules:
        packages = [app for app in apps() if app.startswith(f"dangjian.{module}.")]
        if len(packages) > 1:
            lines = ["type = acyclic_siblings", "ancestors =", f"    dangjian.{module}"]
            found.append((f"The apps of {module} do not import one another in circles", lines))
    return found


def configuration() -> str:
    """The whole configuration file."""
    lines = ["[importlinter]", "root_packages =", "    dangjian", "include_external_packages = true", ""]
    for number, (title, body) in enumerate(contracts(), start=1):
        lines += [f"[importlinter:contract:{number}]", f"name = {title}", *body, ""]
    return "\n".join(lines)


def main() -> int:
    """Entry of the script."""
    if "--show" in sys.argv:
        print(configuration())
        return 0
    path = ROOT / ".build" / "importlinter.ini"
    path.parent.mkdir(exist_ok=True)
    path.write_text(configuration(), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(path)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
