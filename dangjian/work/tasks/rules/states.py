"""The state machine of a supervised task, and who may take which step (decision-and-supervision, section 3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from dangjian.work.tasks.rules.kinds import Step, TaskState

S = TaskState
AT_WORK = frozenset({S.ACCEPTED, S.IN_PROGRESS, S.RETURNED})
RUNNING = frozenset({S.ASSIGNED, *AT_WORK, S.EXTENSION_REQUESTED})
"""The holder is on the clock."""
ENDED = frozenset({S.CLOSED, S.CANCELLED})
OPEN = frozenset(set(S) - ENDED)

FROM: dict[Step, frozenset[TaskState]] = {
    Step.CHANGE: frozenset({S.REGISTERED, S.ASSIGNED}),
    Step.ASSIGN: frozenset({S.REGISTERED, S.ASSIGNED, *AT_WORK}),
    Step.DIVIDE: frozenset({S.REGISTERED, *AT_WORK}),
    Step.ACCEPT: frozenset({S.ASSIGNED}),
    Step.PROGRESS: frozenset({*AT_WORK, S.EXTENSION_REQUESTED}),
    Step.ASK_EXTENSION: AT_WORK,
    Step.DECIDE_EXTENSION: frozenset({S.EXTENSION_REQUESTED}),
    Step.SUBMIT: frozenset({*AT_WORK, S.EXTENSION_REQUESTED}),
    Step.VERIFY: frozenset({S.SUBMITTED}),
    Step.RETURN: frozenset({S.SUBMITTED, S.VERIFIED}),
    Step.CLOSE: frozenset({S.VERIFIED}),
    Step.CANCEL: OPEN,
    Step.URGE: RUNNING,
}
"""In which states a step can be taken."""


def step_problem(step: Step, state: TaskState) -> str:
    """Why a step cannot be taken in a state, or nothing."""
    if state in FROM[step]:
        return ""
    return f"任务当前为“{state.label}”，不能{step.label}。请刷新页面查看最新情况。"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a task that was broken down."""

    total: int = 0
    ended: int = 0
    closed: int = 0

    @property
    def open(self) -> int:
        """Parts that are not at their end."""
        return self.total - self.ended


def submit_problem(*, parts: Parts, evidence_files: int, text: str) -> str:
    """Why a task cannot be reported as done: parts are open, or there is no evidence (closing needs evidence)."""
    if parts.open:
        return f"还有 {parts.open} 项分解任务没有办结，全部办结或撤销后才能上报。"
    if not text.strip():
        return "请写明完成情况。"
    if not evidence_files and not parts.closed:
        return "上报办结须附佐证材料（照片、文件等），请先上传。"
    return ""


def second_person_problem(*, acting: object, submitted_by: object, holder: object) -> str:
    """Closing needs a second person: whoever reported a task as done, or holds it, does not verify it."""
    if acting is not None and acting in {submitted_by, holder}:
        return "办理人不能核验、办结自己的任务，请由另一人核验。"
    return ""


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """What the rule book says about extensions."""

    times: int
    days_before: int


def extension_problem(
    *, today: date, due_on: date, wanted: date, granted: int, terms: ExtensionTerms, parent_due_on: date | None
) -> str:
    """Why an extension cannot be asked for: too late, too often, not later than before, later than the whole task."""
    last = due_on - timedelta(days=terms.days_before)
    if today > last:
        return f"延期须在 {last} 前提出（完成时限 {due_on}），现已超过；请抓紧办理，并向交办单位说明情况。"
    if granted >= terms.times:
        return f"同一任务最多延期 {terms.times} 次，已延期 {granted} 次。"
    if wanted <= due_on:
        return f"新的完成时限应晚于原时限 {due_on}。"
    if parent_due_on is not None and wanted > parent_due_on:
        return f"不能晚于上级任务的完成时限 {parent_due_on}；确需延期的，请先由上级延长总任务。"
    return ""


@dataclass(frozen=True, slots=True)
class Side:
    """What the acting person is to a task."""

    sets: bool = False
    works: bool = False
    helps: bool = False
    verifies: bool = False
    is_first_person: bool = False
    """Holds the task or reported it as done: does not verify."""


_BY_SETTER = (Step.CHANGE, Step.ASSIGN, Step.DECIDE_EXTENSION, Step.CANCEL, Step.URGE)
_BY_WORKER = (Step.ACCEPT, Step.ASK_EXTENSION, Step.SUBMIT)
_BY_SECOND = (Step.VERIFY, Step.RETURN, Step.CLOSE)


def offers(state: TaskState, side: Side, *, may_divide: bool) -> list[Step]:
    """The steps that somebody may take now, in the order of the work."""
    allowed: Collection[Step] = {
        *(_BY_SETTER if side.sets else ()),
        *(_BY_WORKER if side.works else ()),
        *((Step.PROGRESS,) if side.works or side.helps else ()),
        *((Step.DIVIDE,) if may_divide else ()),
        *(_BY_SECOND if side.verifies and not side.is_first_person else ()),
    }
    return [step for step in Step if step in allowed and state in FROM[step]]
