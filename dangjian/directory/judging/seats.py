"""What becomes of each row of a list of officers: who is meant, which posts, and whether they can be held so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.columns.fields_officer import OFFICER_FIELDS, WIDE
from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.newcomers import Candidate, Newcomers
from dangjian.directory.judging.people import JUDGED
from dangjian.directory.judging.places import Place, PlaceIndex
from dangjian.directory.judging.rules import Finding
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.judging.trees import PENDING
from dangjian.directory.members.enums import MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts import rules as post_rules
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.rules import Period
from dangjian.foundation.tabular.normalise.dates import first_day
from dangjian.foundation.tabular.problems import CellProblem
from dangjian.kernel.crypto.fields import index_many

_PERSON_COLUMNS = (
    *("id", "name", "organisation_id", "person_category", "birth_date", "id_number_index", "membership_status"),
    *("vote_suspended", "joined_on"),
)
_OPEN_MEMBERSHIP = frozenset({"temporary", "functional"})
"""Kinds of branch whose officers may belong to other branches."""


@dataclass(frozen=True, slots=True)
class Held:
    """A post on record."""

    id: str
    person_id: str
    post_kind: str
    started_on: date
    ended_on: date | None


@dataclass(slots=True)
class Seat:
    """One post that a row gives to one person. `held`: the post on record that it is."""

    place: Place
    person: Candidate
    post_kind: PostKind
    started_on: date
    ended_on: date | None
    origin: PostOrigin
    document_no: str
    field: str
    held: Held | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing on record is this post."""
        return self.held is None

    @property
    def dates_differ(self) -> bool:
        """Whether the post on record gets other dates."""
        return self.held is not None and (self.held.started_on, self.held.ended_on) != (self.started_on, self.ended_on)


@dataclass(frozen=True, slots=True)
class _Body:
    """What posts need to know of their organisation."""

    branch_kind: str = ""
    established_on: date | None = None
    term_start: date | None = None


class SeatJudge:
    """Judges all rows of a list of officers together: a predecessor may stand in any of them."""

    def __init__(
        self,
        *,
        part: Part,
        places: PlaceIndex,
        tenant_id: UUID,
        today: date,
        default_place_id: str,
        newcomers: Newcomers | None = None,
    ) -> None:
        self._places = places
        self._tenant_id = tenant_id
        self._today = today
        self._default_place_id = default_place_id
        self._newcomers = newcomers or Newcomers()
        self._columns = {name: column for column, name in part.mapping.items()}
        self._bodies: dict[str, _Body] = {}
        self._people: dict[str, list[Candidate]] = {}
        self._numbers: dict[str, Candidate] = {}
        self._held: dict[str, list[Held]] = {}
        self.seats: dict[int, list[Seat]] = {}
        """Posts of each row, by its number."""

    def judge(self, rows: Sequence[StagedRow]) -> list[str]:
        """Set status, organisation, person, problems and differences; returns the blind index of each number."""
        numbers = [row.values.get("id_number") for row in rows]
        keys = [key or "" for key in index_many(Person, "id_number_index", numbers, tenant_id=self._tenant_id)]
        for row in rows:
            row.problems = [p for p in row.problems if not p.code.startswith(JUDGED) or p.code == "post.kind_unknown"]
            row.changes, row.target_id, row.place_id = [], "", ""
            self._place(row)
        self._load(rows, keys)
        self.seats = {row.number: list(self._seats(row, key)) for row, key in zip(rows, keys, strict=True)}
        self._check_overlaps(rows)
        for row in rows:
            self._finish(row)
        return keys

    def _place(self, row: StagedRow) -> None:
        values = row.values
        code, uid = values.get("org_code", ""), values.get("org_uid", "")
        name = values.get("organisation", "") or ("" if code or uid else row.section)
        if not (name or code or uid):
            row.place_id = self._default_place_id
            if not row.place_id:
                text = "没有填写党组织。请补充，或在栏目设置中为整张表指定一个党组织。"
                self._add(row, Finding("organisation", "roster.organisation_missing", text))
            return
        found = self._places.find(name, code=code, uid=uid, superior=values.get("superior_org", ""))
        if found.place is not None:
            row.place_id = found.place.id
        elif not values.get("organisation") and not code and not uid and self._default_place_id:
            row.place_id = self._default_place_id
        else:
            self._add(row, _place_finding(found.why, name or code or uid, found.candidates))

    def _load(self, rows: Sequence[StagedRow], keys: Sequence[str]) -> None:
        """Everything on record that these rows touch, in four statements (and one more for each four hundred names)."""
        ids = sorted({row.place_id for row in rows if row.place_id and not row.place_id.startswith(PENDING)})
        for start in range(0, len(ids), 400):
            some = ids[start : start + 400]
            found = Organisation.objects.filter(pk__in=some)
            for pk, kind, established, term in found.values_list("pk", "branch_kind", "established_on", "term_start"):
                self._bodies[str(pk)] = _Body(kind, established, term)
            posts = PostHolding.objects.filter(organisation_id__in=some).order_by("started_on")
            for pk, place, person, kind, begun, ended in posts.values_list(
                "pk", "organisation_id", "person_id", "post_kind", "started_on", "ended_on"
            ):
                self._held.setdefault(str(place), []).append(Held(str(pk), str(person), kind, begun, ended))
        names = sorted({name for row in rows for name in _named(row)})
        wanted = sorted({key for key in keys if key})
        active = Person.objects.filter(register_state=RegisterState.ACTIVE)
        for start in range(0, len(names), 400):
            for candidate in self._candidates(active.filter(name__in=names[start : start + 400])):
                self._people.setdefault(candidate.name, []).append(candidate)
        for start in range(0, len(wanted), 400):
            found_people = active.filter(id_number_index__in=wanted[start : start + 400])
            self._numbers |= {each.key: each for each in self._candidates(found_people)}
        for fresh in self._newcomers.by_name.values():
            self._numbers |= {each.key: each for each in fresh if each.key}

    def _candidates(self, people: Any) -> Iterator[Candidate]:
        for pk, name, place, category, birth, key, status, vote_suspended, joined in people.values_list(
            *_PERSON_COLUMNS
        ):
            yield Candidate(
                id=str(pk),
                name=name,
                place_id=self._newcomers.moved.get(str(pk), str(place)),
                category=category,
                birth=birth.isoformat() if birth else "",
                key=key or "",
                is_suspended=status == MembershipStatus.SUSPENDED,
                vote_suspended=vote_suspended,
                joined_on=joined,
            )

    def _seats(self, row: StagedRow, key: str) -> Iterator[Seat]:
        place = self._places.by_id.get(row.place_id)
        if place is None or row.level == "e" or row.decision == "skip":
            return
        values = row.values
        wanted = [("name", values["name"], PostKind(kind)) for kind in values.get("post_kind", ()) if "name" in values]
        wanted += [(field, name, kind) for field, kind in WIDE.items() for name in values.get(field, ())]
        if not wanted:
            text = "没有填写党内职务，这一行不登记任职。" if "name" in values else "没有填写姓名，这一行不登记任职。"
            self._add(row, Finding("post_kind", "post.none", text, "warning"))
            return
        started, ended = self._dates(row, place)
        if started is None:
            return
        origin = PostOrigin(values.get("origin", PostOrigin.IMPORTED))
        for field, name, kind in wanted:
            person = self._person(row, place, field, name, key if field == "name" else "")
            if person is None:
                continue
            seat = Seat(place, person, kind, started, ended, origin, values.get("document_no", ""), field)
            self._find_on_record(row, seat)
            if seat.is_new:
                self._check(row, seat)
            yield seat

    def _dates(self, row: StagedRow, place: Place) -> tuple[date | None, date | None]:
        values, body = row.values, self._bodies.get(place.id, _Body())
        ended = first_day(values["ended_on"]) if "ended_on" in values else None
        text = values.get("started_on") or values.get("term_start", "")
        if text:
            begun = first_day(text)
            known = body.established_on
            # Known by the month only, it cannot be before the organisation began in that month.
            if len(text) == 7 and known is not None and known.isoformat().startswith(text):
                begun = max(begun, known)
            return begun, ended
        if body.term_start is not None:
            warning = f"没有任职日期，按本届班子当选日期 {body.term_start} 登记，请核对。"
            self._add(row, Finding("started_on", "post.start_assumed", warning, "warning", body.term_start.isoformat()))
            return body.term_start, ended
        error = "没有任职日期，党组织也没有登记本届班子当选日期。请填写任职日期。"
        self._add(row, Finding("started_on", "post.start_missing", error))
        return None, ended

    def _person(self, row: StagedRow, place: Place, field: str, name: str, key: str) -> Candidate | None:
        """Who is meant: by number, else by name – in the branch, under the committee, then anywhere in reach."""
        if key:
            found: Candidate | None = self._numbers.get(key)
            if found is None:
                text = "没有找到该证件号码的在册人员，或其不在您的管理范围内。请先导入党员名册，或核对号码。"
                self._add(row, Finding("id_number", "post.person_unknown", text))
            elif found.name != name:
                text = f"该证件号码在册的姓名是“{found.name}”，请核对姓名和号码。"
                self._add(row, Finding(field, "post.name_differs", text, "error", found.name))
                return None
            return found
        born = str(row.values.get("birth_date", ""))
        known: list[Candidate] = [*self._people.get(name, ()), *self._newcomers.by_name.get(name, ())]
        known = [each for each in known if not (born and each.birth) or _agree(each.birth, born)]
        near = [each for each in known if self._belongs(each.place_id, place.id)] or known
        if len(near) == 1:
            return near[0]
        if not near:
            text = f"没有找到党员“{name}”，或其不在您的管理范围内。请先导入党员名册，或核对姓名。"
            self._add(row, Finding(field, "post.person_unknown", text))
        else:
            text = f"有 {len(near)} 名党员叫“{name}”，无法确定是哪一位。请补充公民身份号码或出生日期。"
            self._add(row, Finding(field, "post.ambiguous", text))
        return None

    def _belongs(self, place_id: str, top_id: str) -> bool:
        """Whether a place is the organisation or lies under it."""
        seen: set[str] = set()
        while place_id and place_id not in seen:
            if place_id == top_id:
                return True
            seen.add(place_id)
            place = self._places.by_id.get(place_id)
            place_id = place.parent_id if place is not None else ""
        return False

    def _find_on_record(self, row: StagedRow, seat: Seat) -> None:
        """Recognise the post on record that a seat is: the same person in the same post, not another period of it."""
        same = [
            held
            for held in self._held.get(seat.place.id, ())
            if (held.person_id, held.post_kind) == (seat.person.id, seat.post_kind)
            and (held.ended_on is None or held.ended_on >= seat.started_on)
            and (seat.ended_on is None or held.started_on <= seat.ended_on)
        ]
        if not same:
            return
        held = seat.held = same[-1]
        stated = row.values.get("started_on")
        # A blank cell and a month that agrees with the day on record change nothing.
        if stated is None or (len(stated) == 7 and held.started_on.isoformat().startswith(stated)):
            seat.started_on = held.started_on
        if seat.ended_on is None:
            seat.ended_on = held.ended_on
        if seat.dates_differ:
            for name, old, new in (
                ("started_on", held.started_on, seat.started_on),
                ("ended_on", held.ended_on, seat.ended_on),
            ):
                if old != new:
                    row.changes.append((name, old.isoformat() if old else "", new.isoformat() if new else ""))
            self._check(row, seat)

    def _check(self, row: StagedRow, seat: Seat) -> None:
        """What no list can waive; the same rules as for a single entry."""
        person, body = seat.person, self._bodies.get(seat.place.id, _Body())
        problem = post_rules.post_problem(seat.post_kind, seat.place.kind) if seat.place.kind else ""
        if problem:
            self._add(row, Finding("post_kind", "post.not_there", problem))
        problem = (
            ""
            if seat.ended_on
            else post_rules.person_problem(
                seat.post_kind, person.category, suspended=person.is_suspended, vote_suspended=person.vote_suspended
            )
        )
        if problem:
            self._add(row, Finding(seat.field, "post.person", problem))
        closed = seat.place.kind == "branch" and body.branch_kind not in _OPEN_MEMBERSHIP
        if closed and not seat.ended_on and person.place_id != seat.place.id:
            text = f"{person.name}的组织关系不在“{seat.place.short_name}”，请核对；已调入的请先在党员名册中调整。"
            self._add(row, Finding(seat.field, "post.other_branch", text))
        problem = post_rules.origin_problem(body.branch_kind, seat.origin)
        if problem:
            self._add(row, Finding("origin", "post.origin", problem))
        problem = post_rules.date_problem(
            seat.started_on,
            seat.ended_on,
            today=self._today,
            established_on=body.established_on,
            joined_on=person.joined_on,
        )
        if problem:
            field = "ended_on" if problem.startswith("免职") else "started_on"
            self._add(row, Finding(field, "post.dates", problem))

    def _check_overlaps(self, rows: Sequence[StagedRow]) -> None:
        """One secretary at a time, nobody twice in one post: on record as the file leaves it, and within the file."""
        given = {seat.held.id: seat for seats in self.seats.values() for seat in seats if seat.held is not None}
        standing: dict[str, list[Period]] = {}
        for place_id, posts in self._held.items():
            for held in posts:
                now = given.get(held.id)
                begun, ended = (now.started_on, now.ended_on) if now else (held.started_on, held.ended_on)
                standing.setdefault(place_id, []).append(Period(held.person_id, held.post_kind, begun, ended))
        for row in rows:
            for seat in self.seats[row.number]:
                own = Period(seat.person.id, seat.post_kind, seat.started_on, seat.ended_on)
                others = standing.setdefault(seat.place.id, [])
                if not seat.is_new:
                    others = [each for each in others if each != own] if seat.dates_differ else []
                problem = post_rules.overlap_problem(own, others)
                if problem:
                    cure = "也可以在本表中列出原任并填写免职日期。" if "先免去" in problem else ""
                    self._add(row, Finding("post_kind", "post.overlap", problem + cure))
                elif seat.is_new:
                    others.append(own)

    def _finish(self, row: StagedRow) -> None:
        seats = self.seats[row.number]
        people = {seat.person.id for seat in seats}
        if len(people) == 1 and not (only := next(iter(people))).startswith(PENDING):
            row.target_id = only
        if row.decision == "skip":
            row.status = RowStatus.SKIPPED
        elif row.level == "e":
            row.status = RowStatus.FAULTY
        elif any(seat.is_new for seat in seats):
            row.status = RowStatus.NEW
        else:
            row.status = RowStatus.CHANGED if row.changes else RowStatus.SAME

    def _add(self, row: StagedRow, *findings: Finding) -> None:
        for each in findings:
            column = self._columns.get(each.field, -1)
            row.problems.append(
                CellProblem(row.number, column, each.field, each.code, each.text, each.level, each.suggestion)
            )


def _named(row: StagedRow) -> Iterable[str]:
    if "name" in row.values:
        yield row.values["name"]
    for field in WIDE:
        yield from row.values.get(field, ())


def _agree(left: str, right: str) -> bool:
    length = min(len(left), len(right))
    return left[:length] == right[:length]


def _place_finding(why: str, name: str, candidates: tuple[str, ...]) -> Finding:
    listed = "；".join(candidates)
    first = candidates[0] if candidates else ""
    if why == "several":
        text = f"有多个党组织叫“{name}”：{listed}。请写成带上级的全路径。"
        return Finding("organisation", "roster.organisation_several", text, "error", first)
    if why == "dissolved":
        return Finding("organisation", "roster.organisation_dissolved", f"“{name}”已撤销，请核对党组织名称。")
    near = f"是否为：{listed}？" if listed else "请先建立该党组织或核对名称。"
    text = f"没有找到“{name}”，或它不在您的管理范围内。{near}"
    return Finding("organisation", "roster.organisation_unknown", text, "error", first)


def title(name: str) -> str:
    """The title of a field of the list."""
    return OFFICER_FIELDS[name].title if name in OFFICER_FIELDS else name
