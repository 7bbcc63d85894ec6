"""Taking a committed import back, as long as nothing later was built on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.judging import records
from dangjian.directory.members.commands import move_people
from dangjian.directory.members.commands.bulk import ChangedPerson, update_people, withdraw_people
from dangjian.directory.members.models import Person
from dangjian.directory.members.ports import forget_following
from dangjian.directory.organisations.commands.rosters import fill_organisation, withdraw_organisations
from dangjian.directory.posts.commands import date_post, withdraw_posts
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.events import RosterUndone
from dangjian.directory.rosters.models import ImportBatch
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import Report
from dangjian.directory.rosters.undo_checks import effect_chunks, effects_of, find_blockers
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict


@command(IMPORT_ROSTER)
def undo_batch(unit: Unit, *, batch_id: UUID, report: Report) -> ImportBatch:
    """Take a committed import back: new people withdrawn, changed fields set back, moves reversed.

    New organisations go only while nothing stands under them and nothing was recorded about them.
    Raises Conflict, and changes nothing, when somebody was worked with since.
    """
    batch = unit.get(ImportBatch, batch_id)
    if batch.state != BatchState.COMMITTED or batch.purged_at is not None:
        raise Conflict("roster.not_committed", "只有已提交且未清除的导入才能撤回。")
    ids = list(effect_chunks(batch.pk))
    _refuse_built_on(ids)
    trees: list[dict[str, Any]] = []
    _undo_posts(ids, str(batch.pk))
    for done, chunk_id in enumerate(ids, start=1):
        effects = effects_of(chunk_id)
        if "organisations" in effects:
            trees.append(effects)
        elif "posts" not in effects:
            _undo_people(unit, effects, batch.pk)
        report(done, len(ids), "正在撤回")
    # People first: the branches they were put into must be empty before they go.
    for effects in trees:
        _undo_organisations(effects, str(batch.pk))
    unit.emit(RosterUndone(batch_id=batch.pk))
    return unit.update(batch, state=BatchState.UNDONE, undone_at=unit.now)


def _undo_posts(chunk_ids: list[UUID], batch_id: str) -> None:
    """Posts before all else: their people and organisations must be free of them. New ones go first, then dates."""
    lists = [effects for pk in chunk_ids if "posts" in (effects := effects_of(pk))]
    for effects in lists:
        withdraw_posts(post_ids=[UUID(pk) for pk, _ in effects["posts"]])
    for effects in lists:
        for pk, _, started, ended in effects["posts_updated"]:
            date_post(
                post_id=UUID(pk),
                started_on=date.fromisoformat(started),
                ended_on=date.fromisoformat(ended) if ended else None,
                source_ref=batch_id,
            )


def _undo_people(unit: Unit, effects: dict[str, Any], batch_id: UUID) -> None:
    created = [UUID(pk) for pk in effects["created"]]
    for pk, former, _ in effects["moved"]:
        move_people(person_ids=[UUID(pk)], to_organisation_id=UUID(former), on=unit.today, note="撤回名册导入")
    updated = [pk for pk, _, _ in effects["updated"]]
    fresh = {str(person.pk): person for person in Person.objects.filter(pk__in=updated)}
    update_people(
        people=[
            ChangedPerson(fresh[pk], {name: _value_of(name, value) for name, value in old.items()})
            for pk, _, old in effects["updated"]
        ],
        source="import_undone",
        source_ref=str(batch_id),
    )
    forget_following(created)
    withdraw_people(person_ids=created, source_ref=batch_id)


def _undo_organisations(effects: dict[str, Any], batch_id: str) -> None:
    """Set details back, take new organisations away while they are empty and unused."""
    for pk, _, old in effects["organisations_updated"]:
        values = {name: _organisation_value(name, value) for name, value in old.items()}
        fill_organisation(organisation_id=UUID(pk), values=values, source_ref=batch_id)
    withdraw_organisations(organisation_ids=[UUID(pk) for pk, _ in effects["organisations"]])


def _organisation_value(name: str, value: Any) -> Any:
    is_date = name in {"established_on", "term_start", "term_end"}
    return date.fromisoformat(value) if is_date and value else value


def _value_of(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in records.DATES and value else value


def _refuse_built_on(chunk_ids: list[UUID]) -> None:
    first = next(iter(find_blockers(effects_of(pk) for pk in chunk_ids)), None)
    if first is not None:
        why = f"“{first.name}”{first.text}" if first.name else first.text
        text = f"不能撤回：{why}。撤回没有改动任何数据，请在相应页面逐项更正。"
        raise Conflict("roster.depended_on", text)
