"""Who holds a step: asked when it is entered, and again when posts, people or organisations change."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dangjian.foundation.process.commands.steps.working import Working
from dangjian.foundation.process.definitions.document import Holder, Step
from dangjian.foundation.process.enums import PartState
from dangjian.foundation.process.models import Part, StepRun
from dangjian.foundation.process.ports import Candidate, holders, people
from dangjian.foundation.process.rules.states import TO_ACT

MOST = 60
"""People who are asked in one step; more is a vote, not a signing."""


def candidates(work: Working, step: Step) -> list[Candidate]:
    """Who holds a step today; empty: nobody can."""
    holder = step.holder
    if holder is None:
        return []
    if holder.kind in {"post", "role"}:
        found = holders(kind=holder.kind, codes=holder.codes, relation=holder.relation, org_path=work.case.org_path)
        return list({item.person_id: item for item in found}.values())[:MOST]
    return _named(work, holder)


def _named(work: Working, holder: Holder) -> list[Candidate]:
    if holder.kind == "starter":
        ids, seat = [work.case.starter_id], "发起人"
    elif holder.kind == "person":
        given = work.data.get(holder.field or "")
        ids, seat = [UUID(given) if given else None], "指定办理人"
    else:
        run = work.now().current(holder.step or "")
        rows = Part.objects.filter(run_id=run.id, state=PartState.AGREED) if run else Part.objects.none()
        ids, seat = list(rows.order_by("position", "id").values_list("person_id", flat=True)), "前一环节办理人"
    wanted = [person_id for person_id in ids if person_id is not None]
    known = people(wanted)
    return [Candidate(person_id, known[person_id], seat) for person_id in wanted if person_id in known]


def ask(work: Working, run: StepRun, step: Step, found: Sequence[Candidate], *, source: str) -> list[Part]:
    """Make parts for people who have none in this step. In order: only the first is asked at once.

    Somebody who was let go and holds the step again gets the own part back.
    """
    present = {part.person_id: part for part in work.parts if part.run_id == run.pk}
    position = max((part.position for part in work.parts if part.run_id == run.pk), default=0)
    in_order = step.signing.mode == "in_order"
    somebody_asked = any(p.run_id == run.pk and p.state == PartState.ASKED for p in work.parts)
    fresh: list[Part] = []
    back: list[Part] = []
    for item in found:
        waits = in_order and (somebody_asked or bool(fresh) or bool(back))
        known = present.get(item.person_id)
        if known is not None and known.state == PartState.CLOSED:
            state = PartState.WAITING if waits else PartState.ASKED
            work.unit.update(known, state=state, seat=item.seat[:120], source=source)
            back.append(known)
        if known is not None:
            continue
        position += 1
        fresh.append(
            Part(
                case=work.case,
                run=run,
                person_id=item.person_id,
                person_name=item.name[:80],
                seat=item.seat[:120],
                position=position,
                source=source,
                state=PartState.WAITING if waits else PartState.ASKED,
            )
        )
    work.parts += work.unit.create_many(fresh)
    work.touched[run.pk] = None
    return [*back, *fresh]


def reseat(work: Working, run: StepRun, *, leaving: frozenset[UUID] = frozenset()) -> bool:
    """Look again who holds an open step. Who does no longer is let go, who does now is asked; whether it changed.

    Decisions already made stand. Somebody added, handed on to or assigned stays unless they are `leaving`.
    """
    step = work.step(run)
    found = [item for item in candidates(work, step) if item.person_id not in leaving]
    wanted = {item.person_id for item in found}
    changed = False
    for part in work.parts_of(run):
        stays = part.person_id in wanted or part.source != "holder"
        if part.state in TO_ACT and (part.person_id in leaving or not stays):
            work.unit.update(part, state=PartState.CLOSED)
            work.record("left", f"{part.person_name}不再担任办理人。", run)
            changed = True
    fresh = ask(work, run, step, found, source="holder")
    if fresh:
        work.record("reseated", f"改由{'、'.join(part.person_name for part in fresh)}办理。", run)
    is_unheld = not any(part.state in TO_ACT for part in work.parts_of(run))
    if is_unheld != run.is_unheld:
        work.unit.update(run, is_unheld=is_unheld)
        changed = True
        if is_unheld:
            work.record("unheld", "没有人可以办理，已显示为无人办理并通知上级。", run)
    return changed or bool(fresh)
