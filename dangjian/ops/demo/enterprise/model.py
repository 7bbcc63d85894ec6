"""The invented enterprise as plain values, before anything is written to a data base or a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from dangjian.directory.members.enums import (
    ChangeReason,
    ConfirmationStatus,
    MembershipStatus,
    MobileDirection,
    PersonCategory,
    Sex,
)
from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, OrgKind
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.kinds import (
    AttendanceRole,
    AttendanceState,
    CheckInSource,
    ItemKind,
    MeetingKind,
    MeetingMode,
    MeetingState,
    ResolutionKind,
    ResolutionState,
    TalkOccasion,
)


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """An administrative unit."""

    key: str
    parent: str
    name: str
    is_legal_entity: bool = False
    employees: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class DemoOrg:
    """A Party body. `cells` are the names of its Party cells; `planned_size` counts members on the register."""

    key: str
    parent: str
    kind: OrgKind
    full_name: str
    short_name: str
    org_code: str
    units: tuple[str, ...]
    established_on: date
    approval_no: str
    branch_kind: BranchKind | None = None
    can_approve_members: bool = False
    election_method: ElectionMethod = ElectionMethod.GENERAL_MEETING
    term_start: date | None = None
    term_years: int | None = None
    term_end: date | None = None
    term_extended_until: date | None = None
    planned_end_on: date | None = None
    cells: tuple[str, ...] = ()
    has_committee: bool = True
    planned_size: int = 0
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(slots=True)
class DemoPerson:
    """A person on the register of a branch (`org`); `cell` is the place in the branch's list of cells."""

    key: str
    org: str
    name: str
    sex: Sex
    birth_date: date
    id_number: str
    ethnic_group: str
    native_place: str
    person_category: PersonCategory
    unit: str
    department: str
    job_title: str
    work_post_category: str
    employee_no: str
    education_level: str
    degree_level: str
    school: str
    major: str
    mobile_phone: str
    home_address: str
    work_started_on: date
    applied_on: date
    cell: int | None = None
    activist_on: date | None = None
    target_on: date | None = None
    joined_on: date | None = None
    confirmed_on: date | None = None
    confirmation_status: ConfirmationStatus | None = None
    professional_title: str = ""
    political_status: str = "01"
    membership_status: MembershipStatus = MembershipStatus.NORMAL
    suspended_on: date | None = None
    vote_suspended: bool = False
    attendance_exempt: bool = False
    is_retired: bool = False
    is_mobile: bool = False
    mobile_since: date | None = None
    mobile_direction: MobileDirection | None = None
    out_of_contact: bool = False
    out_of_contact_since: date | None = None
    is_abroad: bool = False
    abroad_since: date | None = None
    left_on: date | None = None
    left_reason: ChangeReason | None = None
    came_on: date | None = None
    came_from: str = ""
    came_reason: ChangeReason = ChangeReason.REGISTERED
    remarks: str = ""

    @property
    def is_member(self) -> bool:
        """Whether the person is a Party member on the register today."""
        return self.left_on is None and self.person_category in {
            PersonCategory.FULL_MEMBER,
            PersonCategory.PROBATIONARY_MEMBER,
        }

    @property
    def is_full_member(self) -> bool:
        """Whether the person counts as a full member today."""
        return (
            self.left_on is None
            and self.person_category == PersonCategory.FULL_MEMBER
            and self.membership_status == MembershipStatus.NORMAL
        )


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post held; `cell` is the place in the organisation's list of cells."""

    person: str
    org: str
    kind: PostKind
    started_on: date
    ended_on: date | None = None
    origin: PostOrigin = PostOrigin.ELECTED
    document_no: str = ""
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A person who can sign in. `role` is a grant of the office or of an administrator; posts bring their own."""

    person: str
    login: str
    note: str
    role: str = ""
    org: str = ""


@dataclass(frozen=True, slots=True)
class DemoVote:
    """A decision by show of hands."""

    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class DemoItem:
    """An agenda item with its minutes. `duty` is set when the item serves a duty of its own."""

    kind: ItemKind
    title: str
    minutes: str = ""
    duty: DutyKind | None = None
    lecturer: str = ""
    lecture_text: str = ""
    vote: DemoVote | None = None


@dataclass(frozen=True, slots=True)
class DemoAttendance:
    """Whether one person came."""

    person: str
    state: AttendanceState
    role: AttendanceRole = AttendanceRole.DUE
    reason: str = ""
    source: CheckInSource | None = None
    checked_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemoResolution:
    """Something decided, with holder and day."""

    text: str
    holder: str
    due_on: date
    kind: ResolutionKind = ResolutionKind.RESOLUTION
    state: ResolutionState = ResolutionState.OPEN
    done_on: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class DemoMeeting:
    """A meeting; times are local and naive. `entered_on` later than the day of the meeting is a late entry."""

    key: str
    org: str
    kind: MeetingKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    chair: str
    recorder: str
    state: MeetingState
    entered_on: date
    cell: int | None = None
    mode: MeetingMode = MeetingMode.ON_SITE
    late_reason: str = ""
    evaluation_year: int | None = None
    items: tuple[DemoItem, ...] = ()
    attendance: tuple[DemoAttendance, ...] = ()
    resolutions: tuple[DemoResolution, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoTalk:
    """A heart-to-heart talk of two people."""

    org: str
    talker: str
    partner: str
    talked_on: date
    occasion: TalkOccasion
    place: str
    gist: str


@dataclass(slots=True)
class Enterprise:
    """Everything invented for one tenant."""

    name: str
    code: str
    banner: str
    today: date
    units: list[DemoUnit] = field(default_factory=list)
    orgs: list[DemoOrg] = field(default_factory=list)
    people: list[DemoPerson] = field(default_factory=list)
    posts: list[DemoPost] = field(default_factory=list)
    accounts: list[DemoAccount] = field(default_factory=list)
    meetings: list[DemoMeeting] = field(default_factory=list)
    talks: list[DemoTalk] = field(default_factory=list)

    def org(self, key: str) -> DemoOrg:
        """The organisation with this key. Raises KeyError."""
        for org in self.orgs:
            if org.key == key:
                return org
        raise KeyError(key)

    def people_of(self, org: str) -> list[DemoPerson]:
        """People on the register of a branch today, in order of generation."""
        return [person for person in self.people if person.org == org and person.left_on is None]
