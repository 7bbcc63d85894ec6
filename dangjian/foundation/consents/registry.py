"""Optional uses of people's data: declared by the app that has the use, off until the person agrees (SEC-PI-01)."""

from __future__ import annotations

from dataclasses import dataclass

CONSENT = "取得本人单独同意（个人信息保护法第十三条第一款第一项、第二十九条）"
"""The legal ground of every optional use; what the work needs stands on another one, in the register of fields."""


@dataclass(frozen=True, slots=True)
class OptionalUse:
    """One thing that is done with data of a person only when the person wants it, in plain words.

    `without` says what happens without the consent: nothing that is necessary may depend on it.
    """

    code: str
    title: str
    data: str
    reason: str
    without: str
    is_sensitive: bool = False


_uses: dict[str, OptionalUse] = {}


def register_use(use: OptionalUse) -> OptionalUse:
    """Make an optional use known (module level of an app's `ports.py`). Raises RuntimeError for a second one."""
    known = _uses.get(use.code)
    if known is not None and known != use:
        raise RuntimeError(f"optional use {use.code} is declared twice")
    _uses[use.code] = use
    return use


def optional_uses() -> list[OptionalUse]:
    """Every declared use, by code."""
    return [_uses[code] for code in sorted(_uses)]


def use_of(code: str) -> OptionalUse:
    """The use of that code. Raises LookupError: an operation that names an unknown use is a defect."""
    try:
        return _uses[code]
    except KeyError:
        raise LookupError(f"no optional use {code}") from None
