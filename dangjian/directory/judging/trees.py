"""What becomes of each organisation row: superior found (on record or in the same file), matched, checked, ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS, RECORD_FIELDS
from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging import rules
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.people import JUDGED
from dangjian.directory.judging.places import Place, PlaceIndex, exact_key
from dangjian.directory.judging.rules import Finding
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.organisations.enums import ElectionMethod, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.rules import kinds, naming
from dangjian.foundation.tabular.normalise.dates import first_day
from dangjian.foundation.tabular.problems import CellProblem
from dangjian.kernel.crypto.masks import mask_phone

PENDING = "row:"
"""Prefix of the id of an organisation that the same import will set up."""
_DATES = frozenset({"established_on", "term_start", "term_end"})
_NAMES = frozenset({"full_name", "short_name"})


def own_id(row: StagedRow, sheet_index: int) -> str:
    """The organisation a row stands for: on record, or to be set up."""
    return row.target_id or f"{PENDING}{sheet_index}:{row.number}"


def kind_of(values: dict[str, Any]) -> tuple[str, str]:
    """Kind and kind of branch of a row, by its column or else by its name; ("", "") when neither tells."""
    kind, _, branch = str(values.get("org_kind", "")).partition(":")
    if not kind:
        kind, branch = _kind_by_name(str(values.get("full_name", "")))
    if kind == "branch":
        return kind, str(values.get("branch_kind") or branch or "ordinary")
    return kind, ""


def _kind_by_name(name: str) -> tuple[str, str]:
    key = exact_key(name)
    for ending, kind in (
        ("纪律检查委员会", "discipline_committee"),
        ("纪委", "discipline_committee"),
        ("总支部委员会", "general_branch"),
        ("总支部", "general_branch"),
        ("总支", "general_branch"),
        ("支部委员会", "branch"),
        ("支部", "branch"),
        ("党组", "party_group"),
        ("委员会", "party_committee"),
        ("党委", "party_committee"),
    ):
        if key.endswith(ending):
            words = (("联合", "joint"), ("临时", "temporary"), ("流动党员", "mobile"), ("退休", "retired"))
            branch = next((value for word, value in words if kind == "branch" and word in key), "")
            return kind, branch
    return "", ""


def record_values(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of an organisation that a row gives, names left out."""
    record = {}
    for name in (RECORD_FIELDS - _NAMES) & values.keys():
        record[name] = first_day(values[name]) if name in _DATES else values[name]
    return record


class TreeJudge:
    """Judges all organisation rows of a sheet together: superiors may stand in any row of it."""

    def __init__(
        self,
        *,
        part: Part,
        places: PlaceIndex,
        today: date,
        whole_tenant: bool,
        default_parent_id: str,
        legal: kinds.Legal,
    ) -> None:
        self._places = places
        self._today = today
        self._whole_tenant = whole_tenant
        self._default_parent_id = default_parent_id
        self._legal = legal
        self._columns = {name: column for column, name in part.mapping.items()}
        self._sheet = part.sheet_index
        self._seen: dict[tuple[str, str], int] = {}

    def judge(self, rows: Sequence[StagedRow]) -> None:
        """Set status, superior, match, problems and differences; new organisations become known to the index."""
        for row in rows:
            row.problems = [p for p in row.problems if not p.code.startswith(JUDGED)]
            row.changes, row.target_id, row.place_id = [], "", ""
            self._match(row)
        for row in rows:
            if not row.target_id and row.decision != "skip":
                self._announce(row)
        for row in rows:
            self._find_parent(row)
        for row in rows:
            self._fix_path(row)
        self._refuse_circles(rows)
        for row in rows:
            self._judge_row(row)

    def compare_strength(self, rows: Sequence[StagedRow], strength: Mapping[str, int]) -> None:
        """Warn where the stated count of members differs from the roster (DAT-R13)."""
        for row in rows:
            own = self._own_id(row)
            if own in strength:
                self._add(row, *rules.check_strength(row.values, strength[own]))

    def _match(self, row: StagedRow) -> None:
        """The organisation on record a row means: by identifier, by code, by its name under the superior it names."""
        values = row.values
        uid, code = values.get("org_uid", ""), values.get("org_code", "")
        superior = values.get("parent", "") or values.get("parent_code", "")
        found = self._places.find("", code=code, uid=uid) if uid or code else None
        if (found is None or found.place is None) and not (found and found.why == "dissolved"):
            found = self._places.find(values.get("full_name", ""), superior=superior)
            if found.place is None and found.why != "several" and values.get("short_name"):
                found = self._places.find(values["short_name"], superior=superior)
            if found.place is not None and not self._same_superior(found.place, superior):
                found = None
        if found is None or found.place is None:
            return
        row.target_id = found.place.id

    def _same_superior(self, place: Place, superior: str) -> bool:
        """A name that stands under another superior than the row says is another organisation."""
        if not superior:
            return True
        above = self._places.find(superior).place
        return above is None or above.id == place.parent_id or above.id == place.id

    def _announce(self, row: StagedRow) -> None:
        kind, _ = kind_of(row.values)
        name = row.values.get("full_name", "")
        self._places.add(
            Place(
                id=f"{PENDING}{self._sheet}:{row.number}",
                path="",
                full_name=name,
                short_name=row.values.get("short_name")
                or (naming.short_name_for(name, kind) if name and kind else name),
                kind=kind,
                code=row.values.get("org_code", ""),
                uid=row.values.get("org_uid", ""),
            )
        )

    def _own_id(self, row: StagedRow) -> str:
        return own_id(row, self._sheet)

    def _find_parent(self, row: StagedRow) -> None:
        values = row.values
        name, code, uid = values.get("parent", ""), values.get("parent_code", ""), values.get("parent_uid", "")
        if not (name or code or uid):
            row.place_id = self._default_parent_id if not row.target_id else ""
            return
        found = self._places.find(name, code=code, uid=uid)
        if found.place is not None and found.place.id != self._own_id(row):
            row.place_id = found.place.id
            return
        if found.place is not None:
            self._add(row, Finding("parent", "organisation.own_parent", "上级党组织填了它自己，请改正。"))
            return
        listed = "；".join(found.candidates)
        if found.why == "several":
            text = f"有多个党组织叫“{name}”：{listed}。请写成带上级的全路径或填编码。"
        else:
            near = f"是否为：{listed}？" if listed else "请先登记上级，或把上级也列入本表。"
            text = f"没有找到上级党组织“{name or code or uid}”，或它不在您的管理范围内。{near}"
        first = found.candidates[0] if found.candidates else ""
        self._add(row, Finding("parent", "organisation.parent_unknown", text, "error", first))

    def _fix_path(self, row: StagedRow) -> None:
        """Give the announced organisation its superior, so that paths of names and later rows can use it."""
        own = self._own_id(row)
        place = self._places.by_id.get(own)
        if place is None or not own.startswith(PENDING) or row.target_id or not row.place_id:
            return
        self._places.replace(place, parent_id=row.place_id)

    def _refuse_circles(self, rows: Sequence[StagedRow]) -> None:
        above = {self._own_id(row): row.place_id for row in rows if not row.target_id}
        for row in rows:
            walked: list[str] = []
            current = self._own_id(row)
            while current in above and current not in walked:
                walked.append(current)
                current = above[current]
            if walked and current == walked[0] and not row.target_id:
                names = "→".join(self._places.by_id[each].short_name for each in walked if each in self._places.by_id)
                self._add(row, Finding("parent", "organisation.circular", f"上下级成环：{names}。请改正其中一个上级。"))

    def _judge_row(self, row: StagedRow) -> None:
        self._add(row, *rules.check_organisation(row.values, self._today))
        self._repeated(row)
        existing = self._places.by_id.get(row.target_id)
        if existing is None:
            self._judge_new(row)
        else:
            self._compare(row, existing)
        if row.decision == "skip":
            row.status = RowStatus.SKIPPED
        elif row.level == "e":
            row.status = RowStatus.FAULTY
        elif existing is None:
            row.status = RowStatus.NEW
        else:
            row.status = RowStatus.CHANGED if row.changes else RowStatus.SAME

    def _repeated(self, row: StagedRow) -> None:
        """One organisation stands in one row: no code twice, no name twice under one superior."""
        if row.decision == "skip":
            return
        code = row.values.get("org_code", "")
        keys = [
            ("target", row.target_id),
            ("code", exact_key(code)),
            (row.place_id, exact_key(row.values.get("full_name", ""))),
        ]
        for key in keys:
            if key[1] and self._seen.setdefault(key, row.number) != row.number:
                text = f"与第 {self._seen[key]} 行是同一个党组织（编码或名称相同），请删去一行。"
                self._add(row, Finding("full_name", "organisation.repeated", text))
                return

    def _judge_new(self, row: StagedRow) -> None:
        kind, _ = kind_of(row.values)
        if not kind:
            text = "从名称看不出是党委、党总支还是党支部，请填写党组织类别。"
            self._add(row, Finding("org_kind", "organisation.kind_unknown", text))
            return
        if any(problem.field == "parent" and problem.level == "error" for problem in row.problems):
            return
        parent = self._places.by_id.get(row.place_id) if row.place_id else None
        if parent is None and not self._whole_tenant:
            text = "没有填写上级党组织。顶层党组织由管理全部组织的党务工作者设立，请填写上级。"
            self._add(row, Finding("parent", "organisation.parent_missing", text))
            return
        if parent is not None and not parent.kind:
            return
        problem = kinds.kind_problem(OrgKind(kind), parent.kind if parent else None, self._legal)
        if problem:
            self._add(row, Finding("org_kind" if parent else "parent", "organisation.kind", problem))
        if "established_on" not in row.values:
            text = "没有成立日期，可先导入，以后补充。"
            self._add(row, Finding("established_on", "organisation.no_date", text, "warning"))

    def _compare(self, row: StagedRow, place: Place) -> None:
        organisation = Organisation.objects.filter(pk=place.id).first()
        if organisation is None:
            text = "该党组织不在您的管理范围内，不能修改。"
            self._add(row, Finding("full_name", "organisation.out_of_reach", text))
            return
        for name, value in differences(organisation, row.values).items():
            row.changes.append((name, shown(name, getattr(organisation, name)), shown(name, value)))
        full_name = row.values.get("full_name", "")
        if full_name and exact_key(full_name) not in {exact_key(place.full_name), exact_key(place.short_name)}:
            text = f"名称与在册的“{place.full_name}”不同。更名须办理更名手续，导入不作修改。"
            self._add(row, Finding("full_name", "organisation.name_differs", text, "warning"))
        if row.place_id and place.parent_id and row.place_id != place.parent_id:
            text = "上级与在册不同。调整隶属关系须办理手续，导入不作修改。"
            self._add(row, Finding("parent", "organisation.parent_differs", text, "warning"))

    def _add(self, row: StagedRow, *findings: Finding) -> None:
        for each in findings:
            column = self._columns.get(each.field, -1)
            row.problems.append(
                CellProblem(row.number, column, each.field, each.code, each.text, each.level, each.suggestion)
            )


def differences(organisation: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    """Details of a known organisation that the row would change, with the new values."""
    changed = {}
    for name, value in record_values(values).items():
        held = getattr(organisation, name)
        if held != value and not (held is None and value == ""):
            changed[name] = value
    return changed


def shown(name: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if name == "contact_phone":
        return mask_phone(str(value)) if isinstance(value, str) else str(value)
    if name == "election_method":
        return str(dict(ElectionMethod.choices).get(value, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def title(name: str) -> str:
    """The title of a field of the list."""
    return ORGANISATION_FIELDS[name].title if name in ORGANISATION_FIELDS else name


def in_order(rows: Sequence[StagedRow], sheet_index: int) -> list[StagedRow]:
    """New organisations with superiors before subordinates."""
    waiting = {f"{PENDING}{sheet_index}:{row.number}": row for row in rows if row.status == RowStatus.NEW}
    ordered: list[StagedRow] = []
    done: set[str] = set()

    def visit(own: str, depth: int) -> None:
        row = waiting.get(own)
        if row is None or own in done or depth > len(waiting):
            return
        done.add(own)
        visit(row.place_id, depth + 1)
        ordered.append(row)

    for own in list(waiting):
        visit(own, 0)
    return ordered
