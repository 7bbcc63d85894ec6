"""What becomes of each member row: branch found, person matched, checks done, differences listed.

Works on the rows of one chunk with a handful of statements; used by the preview, by corrections of single rows and,
once more, by the commit, so that nothing is written that was not judged against the register as it then is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging import records, rules
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.places import PlaceIndex, exact_key
from dangjian.directory.judging.rules import Finding, Values
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import PartyCell
from dangjian.foundation.tabular.problems import CellProblem
from dangjian.kernel.crypto.fields import index_many
from dangjian.kernel.scope import Scope

JUDGED = ("member.", "organisation.", "roster.", "post.", "DAT-")
"""Prefixes of the codes that judging gives; problems of single cells have others and stay."""
_SAME_NAME_COLUMNS = ("id", "name", "birth_date", "joined_on", "id_number_index", "organisation_id")


class Seen:
    """Which persons and numbers earlier rows of the same import already had: value to the row that had it first."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.people: dict[tuple[Any, ...], str] = {}


class MemberJudge:
    """Judges member rows against the register, within the bound scope."""

    def __init__(
        self, *, part: Part, places: PlaceIndex, tenant_id: UUID, today: date, scope: Scope, default_place_id: str
    ) -> None:
        self._part = part
        self._places = places
        self._tenant_id = tenant_id
        self._today = today
        self._scope = scope
        self._default_place_id = default_place_id
        self._columns = {name: column for column, name in part.mapping.items()}
        self._seen = Seen()
        self._cells: dict[tuple[str, str], UUID] | None = None
        self.matched: set[str] = set()
        self.places_used: set[str] = set()
        self.persons: dict[str, Person] = {}
        """Known people of the chunk judged last."""

    def judge(self, rows: Sequence[StagedRow]) -> list[str]:
        """Set status, branch, match, problems and differences of each row; returns the blind index of each number."""
        numbers = [row.values.get("id_number") for row in rows]
        keys = [key or "" for key in index_many(Person, "id_number_index", numbers, tenant_id=self._tenant_id)]
        by_number, left, by_uid = self._known(rows, keys)
        namesakes = self._namesakes(rows)
        self.persons = {}
        suggested: dict[int, str] = {}
        for position, (row, key) in enumerate(zip(rows, keys, strict=True)):
            row.problems = [p for p in row.problems if not p.code.startswith(JUDGED)]
            row.changes, row.target_id = [], ""
            self._place(row)
            by_its_number = by_number.get(key)
            person = by_uid.get(str(row.values.get("member_uid", ""))) or by_its_number
            if by_its_number is not None and person is not None and by_its_number.pk != person.pk:
                text = "党员唯一标识和身份证号对应在册的两个人，请核对后改正其中一个。"
                self._add(row, Finding("id_number", "member.two_people", text))
            if person is not None:
                self._take(row, person)
            elif row.decision != "new":
                found = self._by_name(row, key, namesakes)
                if found:
                    suggested[position] = found
        self._take_suggested(rows, suggested)
        for row, key in zip(rows, keys, strict=True):
            self._finish(row, key, left, namesakes)
        return keys

    def _known(
        self, rows: Sequence[StagedRow], keys: list[str]
    ) -> tuple[dict[str, Person], dict[str, Person], dict[str, Person]]:
        """People on record with the numbers and identifiers of these rows: active by number, left by number, by uid."""
        everybody = Person.objects.unscoped("identity numbers are unique in the whole enterprise")
        wanted = [key for key in keys if key]
        active: dict[str, Person] = {}
        left: dict[str, Person] = {}
        for person in everybody.filter(id_number_index__in=wanted) if wanted else ():
            (active if person.register_state == RegisterState.ACTIVE else left)[person.id_number_index] = person
        uids = [uid for row in rows if (uid := row.values.get("member_uid"))]
        found = everybody.filter(member_uid__in=uids, register_state=RegisterState.ACTIVE) if uids else ()
        return active, left, {person.member_uid: person for person in found}

    def _namesakes(self, rows: Sequence[StagedRow]) -> dict[str, list[tuple[Any, ...]]]:
        names = {row.values["name"] for row in rows if "name" in row.values}
        people = Person.objects.filter(name__in=names, register_state=RegisterState.ACTIVE)
        found: dict[str, list[tuple[Any, ...]]] = {}
        for each in people.values_list(*_SAME_NAME_COLUMNS):
            found.setdefault(each[1], []).append(each)
        return found

    def _place(self, row: StagedRow) -> None:
        values = row.values
        name = values.get("branch", "") or (
            "" if values.get("branch_code") or values.get("branch_uid") else row.section
        )
        code, uid = values.get("branch_code", ""), values.get("branch_uid", "")
        row.place_id = ""
        if not (name or code or uid):
            row.place_id = self._default_place_id
            if not row.place_id:
                text = "没有填写所在党支部。请补充，或在栏目设置中为整张表指定一个党支部。"
                self._add(row, Finding("branch", "roster.branch_missing", text))
            return
        found = self._places.find(name, code=code, uid=uid, superior=values.get("superior_org", ""), branches=True)
        if found.place is not None:
            row.place_id = found.place.id
        elif not values.get("branch") and not code and not uid and self._default_place_id:
            row.place_id = self._default_place_id
        else:
            self._add(row, _branch_finding(found.why, name or code or uid, found.candidates))

    def _take(self, row: StagedRow, person: Person) -> None:
        if not self._scope.covers(person.org_path):
            text = "此人已登记在册，但不在您的管理范围内。如组织关系已转来，请办理组织关系转接；否则请核对证件号码。"
            self._add(row, Finding("id_number", "member.registered_elsewhere", text))
            return
        row.target_id = str(person.pk)
        self.persons[row.target_id] = person

    def _by_name(self, row: StagedRow, key: str, namesakes: dict[str, list[tuple[Any, ...]]]) -> str:
        """The one person of that name whose dates (or else branch) agree and whose number does not speak against it."""
        birth, joined = row.values.get("birth_date"), row.values.get("joined_on")
        certain: list[tuple[str, str]] = []
        probable: list[tuple[str, str]] = []
        for pk, _, other_birth, other_joined, other_key, organisation_id in namesakes.get(
            row.values.get("name", ""), ()
        ):
            if key and other_key:
                continue
            pairs = [(birth, other_birth), (joined, other_joined)]
            known = [(mine, other.isoformat()) for mine, other in pairs if mine and other]
            if any(other[: len(mine)] != mine for mine, other in known):
                continue
            (certain if known else probable).append((str(pk), str(organisation_id)))
        candidates = certain or [each for each in probable if each[1] == row.place_id]
        if len(candidates) > 1:
            candidates = [each for each in candidates if each[1] == row.place_id]
            if len(candidates) != 1:
                text = "名册中有同名人员，无法确定是哪一位。请补充公民身份号码。"
                self._add(row, Finding("name", "member.ambiguous", text))
                return ""
        return candidates[0][0] if candidates else ""

    def _take_suggested(self, rows: Sequence[StagedRow], suggested: dict[int, str]) -> None:
        people = Person.objects.in_bulk([UUID(target) for target in set(suggested.values())]) if suggested else {}
        for position, target in suggested.items():
            person = people.get(UUID(target))
            if person is not None:
                self._take(rows[position], person)
                text = "没有可比对的身份证号，按姓名和日期与在册人员对应，请核对；如不是同一人，请选择“作为新人员”。"
                self._add(rows[position], Finding("name", "member.matched_by_name", text, "warning"))

    def _finish(
        self, row: StagedRow, key: str, left: dict[str, Person], namesakes: dict[str, list[tuple[Any, ...]]]
    ) -> None:
        full: Values = dict(row.values)
        person = self.persons.get(row.target_id)
        inferred = rules.complete(full, self._today)
        if person is not None:
            if inferred:
                full.pop("person_category", None)
            self._compare(row, person, full)
        else:
            self._add(row, *inferred, *rules.check_member(full, self._today))
            if key in left:
                text = f"此人曾在册，已于 {left[key].left_on} 离开，将重新登记。"
                self._add(row, Finding("id_number", "member.was_registered", text, "warning"))
            self._warn_other_number(row, key, full, namesakes)
        self._repeated(row, key, full)
        self._cell(row)
        if row.decision == "skip":
            row.status = RowStatus.SKIPPED
        elif row.level == "e":
            row.status = RowStatus.FAULTY
        elif person is None:
            row.status = RowStatus.NEW
        else:
            row.status = RowStatus.CHANGED if row.changes else RowStatus.SAME
        if row.status != RowStatus.SKIPPED and row.target_id:
            self.matched.add(row.target_id)
        if row.place_id:
            self.places_used.add(row.place_id)

    def _compare(self, row: StagedRow, person: Person, full: Values) -> None:
        record = records.keep_exact_days(person, records.record_values(full, row.extras), full)
        changed = records.differences(person, record)
        for name, value in sorted(changed.items()):
            row.changes.append((name, records.shown(name, getattr(person, name)), records.shown(name, value)))
        if row.place_id and row.place_id != str(person.organisation_id):
            old = self._places.by_id.get(str(person.organisation_id))
            new = self._places.by_id[row.place_id]
            row.changes.append(("branch", self._places.title(old) if old else "", self._places.title(new)))
            text = f"将从“{old.short_name if old else '原支部'}”调整到“{new.short_name}”，请确认组织关系已调整。"
            self._add(row, Finding("branch", "member.moves", text, "warning"))
        if "membership_status" in full and full["membership_status"] != person.membership_status:
            text = "党籍状态与在册不同。停止、恢复党籍须按程序办理，导入不作修改。"
            self._add(row, Finding("membership_status", "member.status_not_imported", text, "warning"))
        touched = set(changed) | {"standing_months"}
        together = {**records.known_values(person), **full}
        self._add(row, *(each for each in rules.check_member(together, self._today) if each.field in touched))

    def _warn_other_number(
        self, row: StagedRow, key: str, full: Values, namesakes: dict[str, list[tuple[Any, ...]]]
    ) -> None:
        """DAT-R08: same name and birth date, other number."""
        for _, _, birth, _, other_key, _ in namesakes.get(full.get("name", ""), ()):
            if key and other_key and other_key != key and birth and full.get("birth_date") == birth.isoformat():
                text = "在册已有同名同出生日期、证件号码不同的人员，请核对是否为同一人。"
                self._add(row, Finding("id_number", "DAT-R08", text, "warning"))
                return

    def _repeated(self, row: StagedRow, key: str, full: Values) -> None:
        """DAT-R07, DAT-R09: nobody twice in one file."""
        if row.decision == "skip":
            return
        here = f"{self._part.sheet_name}第{row.number}行"
        if key:
            first = self._seen.numbers.setdefault(key, here)
            if first != here:
                text = f"身份证号与{first}重复。每人只能在一个党支部（党章第八条），请删去一行。"
                self._add(row, Finding("id_number", "DAT-R07", text))
                return
        if row.target_id:
            first = self._seen.targets.setdefault(row.target_id, here)
            if first != here:
                self._add(row, Finding("name", "DAT-R09", f"与{first}是同一名在册人员，请删去一行。"))
        elif not key and "name" in full:
            same = (full["name"], full.get("birth_date"), full.get("joined_on"), row.place_id)
            first = self._seen.people.setdefault(same, here)
            if first != here:
                text = f"与{first}姓名、日期和支部相同。请删去一行；如是不同的人，请补充身份证号。"
                self._add(row, Finding("name", "member.repeated", text))

    def _cell(self, row: StagedRow) -> None:
        name = row.values.get("cell")
        if name and row.place_id and self.cell_of(row) is None:
            text = f"该支部没有“{name}”，将不编入党小组。可先在党支部中设立党小组。"
            self._add(row, Finding("cell", "roster.cell_unknown", text, "warning"))

    def cell_of(self, row: StagedRow) -> UUID | None:
        """The cell a row names, if its branch has it."""
        name = row.values.get("cell")
        if not name:
            return None
        if self._cells is None:
            cells = PartyCell.objects.filter(dissolved_on=None).values_list("organisation_id", "name", "id")
            self._cells = {(str(branch), exact_key(title)): pk for branch, title, pk in cells}
        return self._cells.get((row.place_id, exact_key(name)))

    def _add(self, row: StagedRow, *findings: Finding) -> None:
        for each in findings:
            column = self._columns.get(each.field, -1)
            problem = CellProblem(row.number, column, each.field, each.code, each.text, each.level, each.suggestion)
            row.problems.append(problem)


def _branch_finding(why: str, name: str, candidates: tuple[str, ...]) -> Finding:
    listed = "；".join(candidates)
    first = candidates[0] if candidates else ""
    if why == "several":
        text = f"有多个党组织叫“{name}”：{listed}。请写成带上级的全路径。"
        return Finding("branch", "roster.branch_several", text, "error", first)
    if why == "dissolved":
        return Finding("branch", "roster.branch_dissolved", f"“{name}”已撤销，请填写现在所在的党支部。")
    if why == "not_a_branch":
        cure = f"例如：{listed}。" if listed else "请填写具体的党支部。"
        text = f"“{name}”不是党支部。党员须编入党支部（党章第八条），{cure}"
        return Finding("branch", "roster.branch_not_a_branch", text, "error", first)
    near = f"是否为：{listed}？" if listed else "请先建立该党支部或核对名称。"
    text = f"没有找到“{name}”，或它不在您的管理范围内。{near}"
    return Finding("branch", "roster.branch_unknown", text, "error", first)
