"""Writing the posts of a list of officers: first what ends, then what begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.seats import Seat, SeatJudge
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.posts.commands import date_post, register_post
from dangjian.kernel.errors import Conflict, Problem


def write_seats(
    rows: Sequence[StagedRow], judge: SeatJudge, source_ref: str, step: Callable[[], None]
) -> dict[str, Any]:
    """Write the judged posts; returns what was done, for taking it back.

    Raises Conflict with the row when a post is refused after all.
    """
    wanted = [(row, seat) for row in rows if row.status in _WRITTEN for seat in judge.seats[row.number]]
    created: list[list[Any]] = []
    updated: list[list[Any]] = []
    for row, seat in wanted:
        if seat.dates_differ:
            updated.append(_told(row, seat, source_ref, _date))
        step()
    for row, seat in wanted:
        if seat.is_new:
            created.append(_told(row, seat, source_ref, _register))
    return {"posts": created, "posts_updated": updated}


_WRITTEN = frozenset({RowStatus.NEW, RowStatus.CHANGED})


def _register(seat: Seat, source_ref: str) -> list[Any]:
    made = register_post(
        organisation_id=UUID(seat.place.id),
        person_id=UUID(seat.person.id),
        post_kind=seat.post_kind,
        started_on=seat.started_on,
        ended_on=seat.ended_on,
        origin=seat.origin,
        document_no=seat.document_no,
    )
    return [str(made.pk), made.version]


def _date(seat: Seat, source_ref: str) -> list[Any]:
    held = seat.held
    assert held is not None
    dated = date_post(post_id=UUID(held.id), started_on=seat.started_on, ended_on=seat.ended_on, source_ref=source_ref)
    return [held.id, dated.version, held.started_on.isoformat(), held.ended_on.isoformat() if held.ended_on else ""]


def _told(row: StagedRow, seat: Seat, source_ref: str, write: Callable[[Seat, str], list[Any]]) -> list[Any]:
    try:
        return write(seat, source_ref)
    except Problem as problem:
        text = f"第 {row.number} 行的任职不能登记：{problem.text}本次没有写入任何数据。"
        raise Conflict("roster.post_refused", text) from problem
