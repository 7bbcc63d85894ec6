"""Printers: what can be printed in the background, declared by the apps whose matter it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dangjian.foundation.printing.document import Document


@dataclass(frozen=True, slots=True)
class Printer:
    """Builds a document, or several for one file, from parameters that JSON can carry.

    It runs later, under the system in the tenant: the right was checked when the print was asked for.
    """

    code: str
    title: str
    build: Callable[..., Document | tuple[Document, ...]]


_printers: dict[str, Printer] = {}


def register_printer(printer: Printer) -> Printer:
    """Make a printer known (module level of an app's `ports.py`). Raises RuntimeError for a second one."""
    known = _printers.get(printer.code)
    if known is not None and known.build.__qualname__ != printer.build.__qualname__:
        raise RuntimeError(f"printer {printer.code} is declared twice")
    _printers[printer.code] = printer
    return printer


def printer_of(code: str) -> Printer:
    """The printer of that code. Raises LookupError."""
    try:
        return _printers[code]
    except KeyError:
        raise LookupError(f"no printer {code}") from None
