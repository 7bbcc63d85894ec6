"""How organisations keep dues: the nearest setting above a branch, else the rule book."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian.kernel.scope import ancestors
from dangjian.work.dues.models import DuesSetting
from dangjian.work.dues.queries.loading.book import Book
from dangjian.work.dues.rules.kinds import FixingMode, Rounding


@dataclass(frozen=True, slots=True)
class Way:
    """What holds at one place in one month."""

    mode: FixingMode
    rounding: Rounding
    collection_day: int
    own: DuesSetting | None = None
    """The setting it comes from; None where the rule book holds."""


class Ways:
    """Settings of a month, by place; read once, asked for every branch."""

    def __init__(self, book: Book, month: str) -> None:
        rows = DuesSetting.objects.unscoped("how dues are kept is decided above and holds for everybody below")
        held = rows.filter(valid_from__lte=month).order_by("valid_from", "created_at")
        self._by_path: dict[str, DuesSetting] = {row.org_path: row for row in held}
        self._default = Way(book.mode, book.rounding, 10)
        self._book = book

    def at(self, path: str) -> Way:
        """What holds at a place."""
        for place in reversed(ancestors(path)):
            row = self._by_path.get(place)
            if row is not None:
                return Way(FixingMode(row.fixing_mode), Rounding(row.rounding), row.collection_day, row)
        return self._default

    def share_up(self, path: str, *, is_branch: bool) -> int:
        """What an organisation passes up of what it receives, in ten-thousandths, by its own setting alone."""
        row = self._by_path.get(path)
        if row is not None:
            return int(row.share_up)
        return self._book.share_branch if is_branch else self._book.share_committee
