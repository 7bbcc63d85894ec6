"""A case while a command works on it: its rows, locked, and everything that is written at the end of the move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import Step
from dangjian.foundation.process.enums import CaseState, RunState
from dangjian.foundation.process.events import CaseMoved
from dangjian.foundation.process.models import Case, CaseEntry, Part, StepRun
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.foundation.process.ports import Asking
from dangjian.foundation.process.reading import asking_of, case_now, compiled_of, manages, may_see
from dangjian.foundation.process.rules.clocks import Names, names_of
from dangjian.foundation.process.rules.offers import Move, offers
from dangjian.foundation.process.rules.states import OVER, TO_ACT, CaseNow
from dangjian.kernel.actor import Actor
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.prepared import Prepared

PERSONAL = frozenset({"decide", "return", "hand_on", "add_signer"})
"""Moves that only whoever holds a part can make."""


@dataclass
class Working:
    """A locked case. Rows are changed here and written by `finish`."""

    unit: Unit
    case: Case
    compiled: Compiled
    runs: list[StepRun]
    parts: list[Part]
    """Parts in open steps, and whatever was added."""
    entries: list[CaseEntry] = field(default_factory=list)
    touched: dict[UUID, None] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    results: list[str] = field(default_factory=list)
    """How branches ended in this move."""

    @property
    def data(self) -> dict[str, Any]:
        """What was filled in, this move's values too."""
        found: dict[str, Any] = self.changes.get("data", self.case.data)
        return found

    @property
    def arrivals(self) -> list[str]:
        """Joins that were come to and wait."""
        found: list[str] = self.changes.get("arrivals", self.case.arrivals)
        return found

    def now(self) -> CaseNow:
        """The case as decisions see it."""
        return case_now(self.case, self.runs, self.parts, data=self.data, arrivals=self.arrivals)

    def names(self, entered_on: date | None = None) -> Names:
        """What expressions may read."""
        return names_of(self.compiled, self.now(), today=self.unit.today, entered_on=entered_on)

    def run(self, run_id: UUID) -> StepRun:
        """An entry of this case. Raises NotFound."""
        found = next((run for run in self.runs if run.pk == run_id), None)
        if found is None:
            raise NotFound()
        return found

    def step(self, run: StepRun) -> Step:
        """The definition of a step that was entered."""
        return self.compiled.steps[run.step_key]

    def asking(self, run: StepRun) -> Asking:
        """A step as the apps that answer for it see it."""
        return asking_of(self.case, run, self.data, self.unit.today)

    def open_runs(self) -> list[StepRun]:
        """Steps that are being worked on."""
        return [run for run in self.runs if run.state == RunState.OPEN]

    def parts_of(self, run: StepRun) -> list[Part]:
        """Parts in a step, in order."""
        return sorted((p for p in self.parts if p.run_id == run.pk), key=lambda p: (p.position, str(p.pk)))

    def record(self, kind: str, text: str, run: StepRun | None = None) -> None:
        """Add a line to the history."""
        actor = self.unit.actor
        self.entries.append(
            CaseEntry(
                case=self.case,
                at=self.unit.now,
                kind=kind,
                step_key=run.step_key if run else "",
                step_title=run.title if run else "",
                person_id=actor.person_id,
                person_name=shown_name(actor),
                text=text[:1200],
            )
        )

    def finish(self, move: str, *, step_key: str = "", outcome: str = "") -> Case:
        """Write what the move leads to: history, the case's own columns, the event."""
        self.unit.create_many(self.entries)
        open_runs = self.open_runs()
        holders = [part.person_name for part in self.parts if part.state in TO_ACT and self._is_open(part, open_runs)]
        shown = "、".join(dict.fromkeys(holders))
        unheld = any(run.is_unheld for run in open_runs)
        changes = {
            **self.changes,
            "now_at": "、".join(dict.fromkeys(run.title for run in open_runs))[:200],
            "now_with": (shown or ("无人办理" if unheld else ""))[:200],
            "is_unheld": unheld,
            "due_key": min((run.due_on for run in open_runs if run.due_on), default=NO_DATE),
        }
        if all(getattr(self.case, name) == value for name, value in changes.items()):
            changes["next_seq"] = self.case.next_seq
        self.case = self.unit.update(self.case, **changes)
        self.unit.emit(
            CaseMoved(
                case_id=self.case.pk,
                process_key=self.case.process_key,
                organisation_id=self.case.organisation_id,
                move=move,
                step_key=step_key,
                outcome=outcome,
                state=self.case.state,
                run_ids=tuple(self.touched),
            )
        )
        return self.case

    @staticmethod
    def _is_open(part: Part, open_runs: list[StepRun]) -> bool:
        return any(run.pk == part.run_id for run in open_runs)


def shown_name(actor: Actor) -> str:
    """Who did it, as the history shows it: people by name, jobs and handlers as the system."""
    return "系统" if actor.kind == "system" else actor.name[:80]


def take(unit: Unit, case_id: UUID, *, expected_version: int | None = None, anybodys: bool = False) -> Working:
    """Lock a case and load what is open. Raises NotFound for whom it does not concern, StaleEdit for an old version.

    `anybodys`: the caller's right does not come from the case (those who keep the definitions move all of its cases).
    Three statements, compiled once; the definition is kept by the process, since what was published never changes.
    """
    # The three travel together: the case is locked before its steps and parts are read.
    found, of_runs, of_parts = _CASE.rows_soon(unit.tenant_id, case_id), _RUNS.rows_soon(case_id), _PARTS.rows(case_id)
    if not found:
        raise NotFound()
    unit.lets_wait = True
    case: Case = _row(Case, found[0])
    runs: list[StepRun] = [_row(StepRun, values) for values in of_runs]
    parts: list[Part] = [_row(Part, values) for values in of_parts]
    if not anybodys and unit.actor.kind != "system" and not may_see(unit.actor, case, parts):
        raise NotFound()
    if expected_version is not None and case.version != expected_version:
        raise StaleEdit(case.version)
    return Working(unit, case, compiled_of(case.definition_id), runs, parts)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _row(model: type[Model], values: tuple[Any, ...]) -> Any:
    return model.from_db(connection.alias, _columns(model), values)


def _locked(tenant: UUID, case_id: UUID) -> Any:
    rows = Case.objects.across_tenants("one case by its key, of the acting tenant; may_see decides").filter(
        tenant_id=tenant, pk=case_id
    )
    if connection.features.has_select_for_update_of:
        rows = rows.select_for_update(of=("self",))
    return rows.values_list(*_columns(Case))


_CASE = Prepared(_locked, UUID, UUID)
_RUNS = Prepared(
    lambda case_id: (
        StepRun.objects.across_tenants("steps of one case, which is of the acting tenant")
        .filter(case_id=case_id)
        .order_by("seq")
        .values_list(*_columns(StepRun))
    ),
    UUID,
)
_PARTS = Prepared(
    lambda case_id: (
        Part.objects.across_tenants("parts in open steps of one case, which is of the acting tenant")
        .filter(case_id=case_id, run__state=RunState.OPEN)
        .order_by("position", "id")
        .values_list(*_columns(Part))
    ),
    UUID,
)


def insist_on(work: Working, move: Move, run_id: UUID | None = None) -> None:
    """Raise unless the acting person is offered this move now: Conflict where the case moved on, else NotAllowed."""
    actor = work.unit.actor
    if actor.kind == "system" and move not in PERSONAL:
        return
    offered = offers(work.compiled, work.now(), person_id=actor.person_id, manages=manages(actor, work.case))
    if any(offer.move == move and offer.run_id == run_id for offer in offered):
        return
    if work.case.state in OVER:
        raise Conflict("process.over", "事项已经办结，请刷新查看结果。")
    if work.case.state == CaseState.PAUSED:
        raise Conflict("process.paused", f"事项已暂停：{work.case.pause_reason}。恢复后才能办理。")
    if move == "resume" and manages(actor, work.case):
        raise Conflict("process.not_paused", "事项没有暂停，请刷新查看最新状态。")
    run = next((run for run in work.runs if run.pk == run_id), None)
    if run is not None and run.state != RunState.OPEN:
        raise Conflict("process.step_over", f"“{run.title}”已经办完，请刷新查看最新进展。")
    if run is not None and Part.objects.filter(run=run, person_id=actor.person_id).exclude(state__in=TO_ACT).exists():
        raise Conflict("process.part_over", "您在本环节已经办理过，请刷新查看最新进展。")
    if move in PERSONAL and any(offer.move == "decide" and offer.run_id == run_id for offer in offered):
        raise Conflict("process.not_offered", "按流程定义，这一环节不能这样办理：没有可退回的环节，或不允许加签。")
    raise NotAllowed("process.not_yours", "现在不由您办理这一步。请查看当前办理人，或联系管理本组织的党务工作者。")
