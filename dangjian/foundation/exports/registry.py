"""Exporters: what can be exported, declared by the apps whose data it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian.foundation.tabular.writer import TableSheet


@dataclass(frozen=True, slots=True)
class Exported:
    """What an exporter gives: sheets, and the same as plain data where a machine is to read it."""

    sheets: Sequence[TableSheet]
    data: Any = None


@dataclass(frozen=True, slots=True)
class Exporter:
    """Reads data from parameters that JSON can carry.

    It runs later, under the system in the tenant: the right was checked, and the reach of the asker was put into the
    parameters, when the export was asked for.
    """

    code: str
    title: str
    build: Callable[..., Exported]


_exporters: dict[str, Exporter] = {}


def register_exporter(exporter: Exporter) -> Exporter:
    """Make an exporter known (module level of an app's `ports.py`). Raises RuntimeError for a second one."""
    known = _exporters.get(exporter.code)
    if known is not None and known.build.__qualname__ != exporter.build.__qualname__:
        raise RuntimeError(f"exporter {exporter.code} is declared twice")
    _exporters[exporter.code] = exporter
    return exporter


def exporter_of(code: str) -> Exporter:
    """The exporter of that code. Raises LookupError."""
    try:
        return _exporters[code]
    except KeyError:
        raise LookupError(f"no exporter {code}") from None
