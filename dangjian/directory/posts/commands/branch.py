"""What a branch decides itself: leaders of its cells, and who does which work in its committee."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.posts import rules
from dangjian.directory.posts.commands.steps.filling import fill, finish, load_person
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import MANAGE_BRANCH_POST
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict


@command(MANAGE_BRANCH_POST)
def name_cell_leader(unit: Unit, *, cell_id: UUID, person_id: UUID, on: date) -> PostHolding:
    """Name the leader of a cell (支部工作条例 第十三条); the former leader's post ends on that day.

    Raises BadInput for somebody of another branch or an impossible date, Conflict for a cell that has ended.
    """
    cell = unit.get(PartyCell, cell_id)
    if cell.dissolved_on is not None:
        raise Conflict("directory.cell.dissolved", f"“{cell.name}”已撤销。")
    branch: Organisation = Organisation.objects.get(pk=cell.organisation_id)
    person: Person = load_person(person_id)
    if person.organisation_id != branch.pk:
        raise BadInput("directory.post.person_id", "党小组组长应是本支部党员，请重新选择。", field="person_id")
    problem = rules.person_problem(
        PostKind.CELL_LEADER, person.person_category, suspended=False, vote_suspended=person.vote_suspended
    )
    if problem:
        raise BadInput("directory.post.person_id", problem, field="person_id")
    problem = rules.date_problem(on, None, today=unit.today, established_on=cell.formed_on, joined_on=person.joined_on)
    if problem:
        raise BadInput("directory.post.started_on", problem, field="on")
    former: list[PostHolding] = list(
        PostHolding.objects.filter(cell=cell, post_kind=PostKind.CELL_LEADER, ended_on__isnull=True)
    )
    for row in former:
        if row.person_id == person.pk:
            return row
        if on < row.started_on:
            raise BadInput(
                "directory.post.started_on", f"日期早于现任组长的任职日期（{row.started_on}），请核对。", field="on"
            )
        finish(unit, row, on, "改由他人担任")
    return fill(unit, branch, person, PostKind.CELL_LEADER, on, origin=PostOrigin.APPOINTED, cell=cell)


@command(MANAGE_BRANCH_POST)
def assign_duty(unit: Unit, *, post_id: UUID, expected_version: int, post_kind: PostKind, on: date) -> PostHolding:
    """Divide the work of a committee: a member takes over another field (组织委员, 宣传委员 …) from a day on.

    The old post ends, the new one begins. Raises BadInput for posts that are not divided but elected or appointed,
    Conflict for a post that has ended.
    """
    row = unit.get(PostHolding, post_id, expected_version=expected_version)
    if row.ended_on is not None:
        raise Conflict("directory.post.ended", f"该职务已于 {row.ended_on} 结束。")
    if row.post_kind not in rules.DUTIES or post_kind not in rules.DUTIES:
        raise BadInput(
            "directory.post.not_divided", "书记、副书记由选举或任命产生，这里只调整委员的分工。", field="post_kind"
        )
    if on > unit.today or on < row.started_on:
        raise BadInput("directory.post.started_on", "分工日期应在任职之后，且不晚于今天。", field="on")
    if row.post_kind == post_kind:
        return row
    organisation: Organisation = Organisation.objects.get(pk=row.organisation_id)
    person: Person = load_person(row.person_id)
    finish(unit, row, on, "调整分工")
    return fill(unit, organisation, person, post_kind, on, origin=PostOrigin.DIVIDED, document_no=row.document_no)
