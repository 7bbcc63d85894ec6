"""A clock that a test moves: Python imports this file when the folder stands on its path, in every process of a house.

It is no part of the product: nothing in the package reads it, and no setting of an installation turns it on. The file
that MOVED_CLOCK names holds the seconds by which the product's clock is ahead.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

CLOCK = "dangjian.kernel.clock"


class _Moved:
    """Stands in place of the variable that stops the clock: stopped as before, else ahead."""

    def __init__(self, stopped: Any) -> None:
        self._stopped = stopped

    def get(self) -> datetime | None:
        try:
            ahead = float(Path(os.environ["MOVED_CLOCK"]).read_text())
        except (OSError, ValueError):
            ahead = 0.0
        found: datetime | None = self._stopped.get()
        return found or datetime.now(UTC) + timedelta(seconds=ahead)

    def set(self, value: datetime | None) -> Any:
        return self._stopped.set(value)

    def reset(self, token: Any) -> None:
        self._stopped.reset(token)


class _Loader(importlib.abc.Loader):
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        module._frozen = _Moved(module._frozen)  # type: ignore[attr-defined]


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != CLOCK:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


if "MOVED_CLOCK" in os.environ:
    sys.meta_path.insert(0, _Finder())
