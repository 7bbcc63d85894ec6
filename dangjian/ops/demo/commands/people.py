"""People of the invented enterprise: records, relations, changes, posts, rights and accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.enums import ChangeReason, JoiningType, MembershipStatus, RegisterState
from dangjian.directory.members.models import Award, CorrectionRequest, MembershipChange, OrgRelation, Person
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.kernel.doors import Unit, command
from dangjian.ops.demo.enterprise.model import DemoPerson, DemoPost
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.permissions import LOAD_DEMO

_SAME_NAMES: Final = (
    "name",
    "sex",
    "birth_date",
    "id_number",
    "ethnic_group",
    "native_place",
    "person_category",
    "department",
    "job_title",
    "work_post_category",
    "employee_no",
    "education_level",
    "degree_level",
    "school",
    "major",
    "mobile_phone",
    "home_address",
    "work_started_on",
    "applied_on",
    "activist_on",
    "target_on",
    "joined_on",
    "confirmed_on",
    "professional_title",
    "political_status",
    "membership_status",
    "suspended_on",
    "vote_suspended",
    "attendance_exempt",
    "is_retired",
    "is_mobile",
    "mobile_since",
    "out_of_contact",
    "out_of_contact_since",
    "is_abroad",
    "abroad_since",
    "left_on",
    "remarks",
)
"""Fields that are called alike in the plan and in the table."""
_SECRETARIES: Final = frozenset({PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY})


@command(LOAD_DEMO)
def load_people(unit: Unit, *, loaded: Loaded) -> Loaded:
    """Write people with relations, changes, posts, grants and demo accounts. Organisations must be there."""
    for made in loaded.made.people:
        loaded.people[made.key] = _person(made, loaded)
    unit.create_many(loaded.people.values())
    unit.create_many(_relation(made, loaded) for made in loaded.made.people)
    unit.create_many(change for made in loaded.made.people for change in _changes(made, loaded))
    posts = [_post(made, sort, loaded) for sort, made in enumerate(loaded.made.posts)]
    unit.create_many(posts)
    unit.create_many(_rights_of_posts(posts, loaded))
    _load_accounts(unit, loaded)
    _load_extras(unit, loaded)
    return loaded


def _person(made: DemoPerson, loaded: Loaded) -> Person:
    org = loaded.orgs[made.org]
    unit = loaded.units[made.unit]
    return Person(
        organisation=org,
        org_path=org.org_path,
        cell=loaded.cell(made.org, made.cell),
        register_state=RegisterState.LEFT if made.left_on else RegisterState.ACTIVE,
        left_reason=made.left_reason or "",
        name_key=sort_key(made.name),
        name_search=search_key(made.name),
        unit=unit,
        unit_and_post=f"{unit.name}{made.job_title}"[:200],
        joining_type=JoiningType.NEW if made.joined_on else "",
        confirmation_status=made.confirmation_status or "",
        mobile_direction=made.mobile_direction or "",
        created_at=moment(_registered_on(made, loaded)),
        **{name: getattr(made, name) for name in _SAME_NAMES},
    )


def _registered_on(made: DemoPerson, loaded: Loaded) -> date:
    """Since when the person belongs to the branch: since coming, else since joining, the branch's founding at least."""
    since = made.came_on or made.joined_on or made.applied_on
    established = loaded.orgs[made.org].established_on or since
    return max(since, established)


def _relation(made: DemoPerson, loaded: Loaded) -> OrgRelation:
    org = loaded.orgs[made.org]
    since = _registered_on(made, loaded)
    return OrgRelation(
        person=loaded.people[made.key],
        organisation=org,
        org_path=org.org_path,
        valid_from=min(since, made.left_on - timedelta(days=1)) if made.left_on else since,
        valid_to=made.left_on,
        reason_in=made.came_reason,
        reason_out=made.left_reason or "",
        recorded_at=moment(since),
    )


def _changes(made: DemoPerson, loaded: Loaded) -> list[MembershipChange]:
    org = loaded.orgs[made.org]
    found: list[tuple[ChangeReason, date, bool]] = []
    if made.came_on:
        found.append((made.came_reason, made.came_on, True))
    if made.membership_status == MembershipStatus.SUSPENDED and made.suspended_on:
        found.append((ChangeReason.SUSPENDED, made.suspended_on, False))
    if made.left_on and made.left_reason:
        found.append((made.left_reason, made.left_on, False))
    return [
        MembershipChange(
            person=loaded.people[made.key],
            person_name=made.name,
            org_path=org.org_path,
            reason=reason,
            happened_on=day,
            from_organisation=None if is_gain else org,
            to_organisation=org if is_gain else None,
            counterpart=made.came_from if is_gain else "",
            recorded_at=moment(day),
        )
        for reason, day, is_gain in found
    ]


def _post(made: DemoPost, sort: int, loaded: Loaded) -> PostHolding:
    org = loaded.orgs[made.org]
    return PostHolding(
        person=loaded.people[made.person],
        person_name=loaded.people[made.person].name,
        organisation=org,
        org_path=org.org_path,
        cell=loaded.cell(made.org, made.cell),
        post_kind=made.kind,
        origin=made.origin,
        started_on=made.started_on,
        ended_on=made.ended_on,
        document_no=made.document_no,
        sort=sort % 100,
    )


def _rights_of_posts(posts: list[PostHolding], loaded: Loaded) -> list[RoleGrant]:
    """The rights that come with a post in a branch: secretaries lead it, other officers help."""
    found = []
    for post in posts:
        if post.ended_on is not None or post.organisation.org_kind != OrgKind.BRANCH:
            continue
        if post.post_kind in _SECRETARIES:
            role = "branch_secretary"
        elif post.post_kind in COMMITTEE_POSTS or post.post_kind == PostKind.CELL_LEADER:
            role = "branch_officer"
        else:
            continue
        found.append(
            RoleGrant(
                person_id=post.person_id,
                holder_name=post.person_name,
                role=role,
                organisation=post.organisation,
                org_path=post.org_path,
                subtree=False,
                valid_from=post.started_on,
                source="post",
                source_ref=post.pk,
                granted_by="任职自动取得",
            )
        )
    return found


def _load_accounts(unit: Unit, loaded: Loaded) -> None:
    for made in loaded.made.accounts:
        person = loaded.people[made.person]
        account = create_account(
            login_name=made.login,
            display_name=person.name,
            person_id=person.pk,
            org_path=person.org_path,
            is_demo=True,
            demo_note=made.note,
        )
        if made.role:
            org = loaded.orgs.get(made.org)
            unit.create(
                RoleGrant(
                    account_id=account.pk,
                    person_id=person.pk,
                    holder_name=person.name,
                    role=made.role,
                    organisation=org,
                    org_path=org.org_path if org else "",
                    subtree=True,
                    valid_from=loaded.made.today.replace(month=1, day=1),
                    granted_by="演示数据",
                    reason="演示",
                )
            )


def _load_extras(unit: Unit, loaded: Loaded) -> None:
    """Some honours, and requests for correction that wait for the branch."""
    settled = [p for p in loaded.made.people if p.is_full_member and p.joined_on][::37]
    last_july = date(loaded.made.today.year - 1, 7, 1)
    unit.create_many(
        Award(
            person=loaded.people[p.key],
            org_path=loaded.people[p.key].org_path,
            title="优秀共产党员" if place % 3 else "优秀党务工作者",
            given_by="中国共产党华岳示范集团有限公司委员会（演示）",
            given_on=last_july,
            document_no=f"华岳党〔{last_july.year}〕26号",
        )
        for place, p in enumerate(settled)
    )
    member = next(a for a in loaded.made.accounts if not a.role)
    branch = loaded.people[member.person].org_path
    asking = [p for p in loaded.people.values() if p.org_path == branch and p.register_state == RegisterState.ACTIVE]
    wanted = (("unit_and_post", "项目部总工办工程师", "岗位调整"), ("school", "范例理工大学", "原登记有误，附毕业证"))
    unit.create_many(
        CorrectionRequest(
            person=person,
            person_name=person.name,
            org_path=person.org_path,
            field=field,
            old_text=str(getattr(person, field)),
            new_text=new,
            reason=why,
            asked_at=moment(loaded.made.today - timedelta(days=2 + place), 15),
        )
        for place, (person, (field, new, why)) in enumerate(zip(asking[-6:], wanted, strict=False))
    )
