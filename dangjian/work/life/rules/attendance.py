"""Who should come, who came, and how that adds up (organisational-life sections 1, 2 and 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dangjian.work.life.rules.kinds import HERE, AttendanceRole, AttendanceState, MeetingKind


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides whether a person is due at a meeting."""

    person_category: str
    membership_status: str
    is_committee_member: bool = False
    cell_key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the attendance list."""

    role: AttendanceRole
    state: AttendanceState
    has_vote: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of an attendance list. `present` includes those who took part remotely."""

    due: int
    present: int
    remote: int
    leave: int
    absent: int
    exempt: int
    open: int
    non_voting: int
    due_voters: int
    present_voters: int

    @property
    def adds_up(self) -> bool:
        """due = present + absent + leave + exempt, nobody left open (inspection finding 6)."""
        return self.open == 0 and self.due == self.present + self.absent + self.leave + self.exempt

    @property
    def rate(self) -> Decimal | None:
        """Attendance in per cent: present / (due - exempt), leave with reason counting as exempt; None without base."""
        base = self.due - self.exempt - self.leave
        if base <= 0:
            return None
        return (Decimal(self.present * 100) / base).quantize(Decimal("0.1"), ROUND_HALF_UP)


_COMMITTEE_ONLY = frozenset(
    {
        MeetingKind.BRANCH_COMMITTEE_MEETING,
        MeetingKind.CENTRE_GROUP_STUDY,
        MeetingKind.DEMOCRATIC_LIFE_MEETING,
        MeetingKind.COMMITTEE_SESSION,
    }
)
_MEMBERS = frozenset({"full_member", "probationary_member"})


def is_due(kind: MeetingKind, person: PersonFacts, *, cell_key: str = "") -> bool:
    """Whether a person of the organisation is due at a meeting of `kind` (section 1, column Participants).

    Committee meetings: its members. Cell meetings: members of that cell. Else all members of the branch, probationary
    ones included, without those whose membership is suspended.
    """
    if kind in _COMMITTEE_ONLY:
        return person.is_committee_member
    if person.person_category not in _MEMBERS or person.membership_status != "normal":
        return False
    return person.cell_key == cell_key if kind is MeetingKind.CELL_MEETING else True


def tally(marks: Iterable[Mark]) -> Tally:
    """Add up an attendance list."""
    lines = list(marks)
    due = [m for m in lines if m.role is AttendanceRole.DUE]
    here = [m for m in due if m.state in HERE]

    def number(state: AttendanceState) -> int:
        return sum(1 for m in due if m.state is state)

    return Tally(
        due=len(due),
        present=len(here),
        remote=number(AttendanceState.REMOTE),
        leave=number(AttendanceState.LEAVE),
        absent=number(AttendanceState.ABSENT),
        exempt=number(AttendanceState.EXEMPT),
        open=number(AttendanceState.DUE),
        non_voting=sum(1 for m in lines if m.role is AttendanceRole.NON_VOTING and m.state in HERE),
        due_voters=sum(1 for m in due if m.has_vote),
        present_voters=sum(1 for m in here if m.has_vote),
    )
