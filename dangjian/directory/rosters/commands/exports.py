"""Writing rosters out, in the layout of the templates, so that they can be read in again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.fields_member import MEMBER_FIELDS
from dangjian.directory.columns.fields_officer import OFFICER_FIELDS
from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS
from dangjian.directory.judging import records, trees
from dangjian.directory.judging.judges import load_places
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import REVEAL_MEMBER
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.rosters.permissions import EXPORT_ROSTER
from dangjian.foundation.tabular.catalogue import Field
from dangjian.foundation.tabular.template import template_columns
from dangjian.foundation.tabular.writer import TableSheet, Value, write_csv, write_workbook
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed
from dangjian.kernel.scope import subtree_q
from dangjian.kernel.scratch import scratch_folder

LIMIT = 100_000
_MEMBER_FIELDS = tuple(
    each
    for each in MEMBER_FIELDS.fields
    if not each.ignored
    and each.identifier
    not in {"branch_uid", "branch_code", "superior_org", "registered_phone", "standing_months", "union_unit", "cell"}
)
_ORGANISATION_FIELDS = tuple(
    each
    for each in ORGANISATION_FIELDS.fields
    if not each.ignored
    and each.identifier
    not in {
        "parent_uid",
        "parent_code",
        "member_count",
        "full_men",
        "full_women",
        "probationary_men",
        "probationary_women",
    }
)


@command(EXPORT_ROSTER)
def export_roster(
    unit: Unit,
    *,
    kind: RosterKind,
    organisation_id: UUID | None = None,
    full_columns: bool = False,
    reveal: bool = False,
    purpose: str = "",
    form: Literal["xlsx", "csv"] = "xlsx",
) -> bytes:
    """The roster of a subtree (or of everything in reach) as a file. Every export is recorded.

    Identity numbers, telephone numbers and addresses are masked unless `reveal` is asked for with a `purpose` by
    somebody who may see them (《个人信息保护法》第六条：限于实现目的的最小范围). Raises NotAllowed, BadInput.
    """
    place = unit.get(Organisation, organisation_id, lock=False) if organisation_id else None
    root = place.org_path if place is not None else ""
    if reveal:
        _check_reveal(unit, root, purpose)
    places = load_places()
    if kind == RosterKind.MEMBER:
        fields = [each for each in _MEMBER_FIELDS if full_columns or each.in_template]
        people = Person.objects.filter(subtree_q("org_path", root), register_state=RegisterState.ACTIVE)
        count = people.count()
        rows = _people(people.order_by("org_path", "name_key", "id"), fields, places, reveal)
    elif kind == RosterKind.OFFICER:
        fields = [each for each in OFFICER_FIELDS.fields if each.in_template]
        posts = PostHolding.objects.filter(subtree_q("org_path", root))
        posts = posts.filter(Q(ended_on=None) | Q(ended_on__gt=unit.today)) if not full_columns else posts
        posts = posts.exclude(post_kind=PostKind.CELL_LEADER)
        count = posts.count()
        rows = _officers(
            posts.select_related("person").order_by("org_path", "started_on", "id"), fields, places, reveal
        )
    else:
        fields = [each for each in _ORGANISATION_FIELDS if full_columns or each.in_template]
        organisations = Organisation.objects.filter(subtree_q("org_path", root), dissolved_on=None)
        count = organisations.count()
        rows = _organisations(organisations.order_by("org_path"), fields, places, reveal)
    if count > LIMIT:
        raise BadInput("roster.export_too_large", f"共 {count} 条，一次最多导出 {LIMIT} 条。请选择下级组织分别导出。")
    where = place.short_name if place is not None else "全部"
    unit.note(
        f"导出{RosterKind(kind).label}：{where}，{count} 条，{'完整' if reveal else '脱敏'}；用途：{purpose or '未填'}"
    )
    return _write(RosterKind(kind), fields, rows, form)


def _check_reveal(unit: Unit, root: str, purpose: str) -> None:
    shown = [max(place.path, root, key=len) for place in unit.scope.places if _overlap(place.path, root)]
    open_places = unit.actor.places(REVEAL_MEMBER)
    if not shown or not all(any(place.covers(path) for place in open_places) for path in shown):
        raise NotAllowed("roster.reveal", "您不能导出完整的证件号码和电话。可以导出脱敏的名册。")
    if len(purpose.strip()) < 2:
        raise BadInput("roster.purpose", "导出完整信息须填写用途。", field="purpose")


def _overlap(path: str, root: str) -> bool:
    return path.startswith(root) or root.startswith(path)


def _write(kind: RosterKind, fields: list[Field], rows: Iterator[list[Value]], form: str) -> bytes:
    columns = template_columns(fields)
    if form == "csv":
        text = io.StringIO(newline="")
        write_csv(text, columns, rows)
        return text.getvalue().encode("utf-8-sig")
    with scratch_folder("table") as folder:
        path = folder / "roster.xlsx"
        write_workbook(path, [TableSheet(kind.label, columns, rows)], title=kind.label)
        return path.read_bytes()


def _people(people: Any, fields: list[Field], places: PlaceIndex, reveal: bool) -> Iterator[list[Value]]:
    titles = {place.id: places.title(place) for place in places.by_id.values()}
    names = [each.identifier for each in fields]
    for person in people.iterator(chunk_size=1000):
        row: list[Value] = []
        for name in names:
            if name == "branch":
                row.append(titles.get(str(person.organisation_id), ""))
                continue
            value = getattr(person, name)
            if name in records.SEALED:
                row.append((value.reveal() if reveal else str(value)) if value else "")
            elif name in records.PRECISE and value and getattr(person, records.PRECISE[name]) == "month":
                row.append(f"{value:%Y-%m}")
            elif isinstance(value, bool):
                row.append("是" if value else "")
            elif name == "standing_correction_months":
                row.append(value or "")
            else:
                row.append(records.shown(name, value, masked=False))
        yield row


def _officers(posts: Any, fields: list[Field], places: PlaceIndex, reveal: bool) -> Iterator[list[Value]]:
    for post in posts.iterator(chunk_size=1000):
        place = places.by_id.get(str(post.organisation_id))
        number = post.person.id_number
        shown = {
            "organisation": places.title(place) if place else "",
            "name": post.person_name,
            # A masked number would not be read in again, and names with branches are enough.
            "id_number": number.reveal() if number and reveal else "",
            "post_kind": PostKind(post.post_kind).label,
            "started_on": post.started_on.isoformat(),
            "ended_on": post.ended_on.isoformat() if post.ended_on else "",
            "origin": "" if post.origin == PostOrigin.IMPORTED else PostOrigin(post.origin).label,
            "document_no": post.document_no,
        }
        yield [shown[each.identifier] for each in fields]


def _organisations(organisations: Any, fields: list[Field], places: PlaceIndex, reveal: bool) -> Iterator[list[Value]]:
    kinds, branch_kinds = dict(OrgKind.choices), dict(BranchKind.choices)
    for organisation in organisations.iterator(chunk_size=1000):
        row: list[Value] = []
        for each in fields:
            name = each.identifier
            if name == "parent":
                above = places.by_id.get(str(organisation.parent_id))
                row.append(places.title(above) if above else "")
            elif name == "org_kind":
                special = organisation.branch_kind not in {"", BranchKind.ORDINARY}
                row.append(branch_kinds[organisation.branch_kind] if special else kinds[organisation.org_kind])
            elif name == "branch_kind":
                row.append(branch_kinds.get(organisation.branch_kind, ""))
            elif name == "contact_phone":
                value = organisation.contact_phone
                row.append((value.reveal() if reveal else str(value)) if value else "")
            else:
                row.append(trees.shown(name, getattr(organisation, name)))
        yield row
