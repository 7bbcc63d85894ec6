"""Units and Party organisations of the invented enterprise, with the breaches of rules that a real one would show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, OrgKind
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoUnit
from dangjian.ops.demo.enterprise.words import GROUP, drawn

ORDINARY, PROJECT, JOINT = BranchKind.ORDINARY, BranchKind.PROJECT, BranchKind.JOINT
RETIRED, TEMPORARY, FUNCTIONAL = BranchKind.RETIRED, BranchKind.TEMPORARY, BranchKind.FUNCTIONAL


@dataclass(frozen=True, slots=True)
class BranchSpec:
    """One branch in short: name, members, kind, number of cells, and what is unusual about it.

    `term_days` is the distance of the term's end from today (negative: over); None draws one at random.
    """

    name: str
    size: int
    kind: BranchKind = ORDINARY
    cells: int = 0
    unit: str = ""
    term_days: int | None = None
    extended: bool = False
    committee: bool = True
    covers: tuple[str, ...] = ()
    ends_in_days: int | None = None


GROUP_BRANCHES = (
    BranchSpec("集团机关第一党支部", 26, unit="综合管理部", term_days=420),
    BranchSpec("集团机关第二党支部", 22, unit="财务与资本部", term_days=150),
    BranchSpec("集团机关第三党支部", 9, unit="审计与法务部", committee=False),
    BranchSpec("信息中心党支部", 14, unit="信息中心"),
    BranchSpec("技术研究院党支部", 31, cells=3, unit="技术研究院"),
    BranchSpec("离退休第一党支部", 48, RETIRED, cells=4, unit="离退休工作部"),
    BranchSpec("离退休第二党支部", 36, RETIRED, cells=3, unit="离退休工作部", term_days=-70, extended=True),
)
BUILDING_BRANCHES = (
    BranchSpec("建工机关党支部", 24, unit="建工机关"),
    BranchSpec("设计院党支部", 45, cells=3, unit="设计院"),
    BranchSpec("第一分公司党支部", 44, cells=4, unit="第一分公司"),
    BranchSpec("第二分公司党支部", 47, cells=4, unit="第二分公司"),
    BranchSpec("第三分公司党支部", 34, cells=2, unit="第三分公司", term_days=-150),
    BranchSpec("第四分公司党支部", 29, cells=2, unit="第四分公司"),
    BranchSpec("设备分公司党支部", 22, unit="设备分公司"),
    BranchSpec("滨海新城项目党支部", 21, PROJECT, cells=2, unit="滨海新城项目部", term_days=300, ends_in_days=520),
    BranchSpec("城市管廊项目党支部", 12, PROJECT, unit="城市管廊项目部", ends_in_days=240),
    BranchSpec("城际铁路项目党支部", 16, PROJECT, unit="城际铁路项目部", ends_in_days=410),
    BranchSpec("西部光伏项目党支部", 8, PROJECT, unit="西部光伏项目部", ends_in_days=-45),
    BranchSpec("海外事业部党支部", 11, unit="海外事业部"),
    BranchSpec("混凝土公司党支部", 56, cells=5, unit="混凝土公司"),
    BranchSpec("检测监理联合党支部", 10, JOINT, covers=("检测中心", "监理公司", "测绘所"), unit="检测中心"),
    BranchSpec("抢险救援临时党支部", 0, TEMPORARY, unit="应急抢险队", committee=False, ends_in_days=60),
    BranchSpec("建工离退休党支部", 40, RETIRED, cells=3, unit="建工离退休办"),
    BranchSpec("劳务公司党支部", 3, unit="劳务公司", committee=False),
)
ENERGY_BRANCHES = (
    BranchSpec("能源机关党支部", 20, unit="能源机关"),
    BranchSpec("研发中心党支部", 46, cells=4, unit="研发中心"),
    BranchSpec("制造一厂党支部", 48, cells=4, unit="制造一厂"),
    BranchSpec("制造二厂党支部", 46, cells=4, unit="制造二厂", term_days=85),
    BranchSpec("储能事业部党支部", 35, cells=3, unit="储能事业部", term_days=170),
    BranchSpec("运维一部党支部", 38, cells=3, unit="运维一部"),
    BranchSpec("运维二部党支部", 27, cells=2, unit="运维二部"),
    BranchSpec("营销服务党支部", 16, unit="营销服务中心"),
    BranchSpec("青年突击队功能型党支部", 0, FUNCTIONAL, unit="能源机关", committee=False),
    BranchSpec("检修项目党支部", 9, PROJECT, unit="检修项目部", ends_in_days=130),
    BranchSpec(
        "县域服务联合党支部",
        14,
        JOINT,
        unit="东县服务站",
        covers=("东县服务站", "西县服务站", "南县服务站", "北县服务站", "中县服务站", "新县服务站"),
    ),
    BranchSpec("能源离退休党支部", 28, RETIRED, cells=2, unit="能源离退休办"),
)
LOGISTICS_BRANCHES = (
    BranchSpec("物流机关党支部", 14, unit="物流机关"),
    BranchSpec("仓储分公司党支部", 23, unit="仓储分公司"),
    BranchSpec("干线运输党支部", 29, cells=3, unit="干线运输公司"),
    BranchSpec("冷链分公司党支部", 12, unit="冷链分公司"),
)


@dataclass(frozen=True, slots=True)
class BodySpec:
    """One committee or general branch with its branches."""

    key: str
    kind: OrgKind
    company: str
    short_name: str
    branches: tuple[BranchSpec, ...]
    term_days: int
    employees: int


BODIES = (
    BodySpec("jg", OrgKind.PARTY_COMMITTEE, "华岳建工有限公司", "建工公司党委", BUILDING_BRANCHES, 760, 5200),
    BodySpec("ny", OrgKind.PARTY_COMMITTEE, "华岳能源科技有限公司", "能源公司党委", ENERGY_BRANCHES, -62, 3100),
    BodySpec("wl", OrgKind.GENERAL_BRANCH, "华岳物流有限公司", "物流公司党总支", LOGISTICS_BRANCHES, 510, 860),
)


def branch_specs(scale: int) -> list[tuple[BodySpec | None, BranchSpec, str]]:
    """All branches as (body above, spec, key); None above is the group committee. `scale` repeats the subsidiaries."""
    found: list[tuple[BodySpec | None, BranchSpec, str]] = [
        (None, spec, f"hq{number:02}") for number, spec in enumerate(GROUP_BRANCHES, start=1)
    ]
    for body in bodies(scale):
        found += [(body, spec, f"{body.key}{number:02}") for number, spec in enumerate(body.branches, start=1)]
    return found


def bodies(scale: int) -> list[BodySpec]:
    """The subsidiaries; copies beyond the first set carry a number in key and name."""
    copies = [
        replace(
            body,
            key=f"{body.key}{copy}x",
            company=body.company.replace("有限公司", f"（{copy}）有限公司"),
            short_name=f"{body.short_name}（{copy}）",
        )
        for copy in range(2, scale + 1)
        for body in BODIES
    ]
    return [*BODIES, *copies]


def build_units(scale: int) -> list[DemoUnit]:
    """The administrative units: the group, its subsidiaries, and departments, works and projects below them."""
    units = [
        DemoUnit("u-hq", "", f"{GROUP}有限公司（演示）", is_legal_entity=True, employees=9800),
        *(
            DemoUnit(f"u-{b.key}", "u-hq", b.company, is_legal_entity=True, employees=b.employees)
            for b in bodies(scale)
        ),
    ]
    known: set[str] = set()
    for above, spec, _ in branch_specs(scale):
        parent = f"u-{above.key}" if above else "u-hq"
        for name in spec.covers or (spec.unit,):
            key = unit_key(above, name)
            if key not in known:
                known.add(key)
                units.append(DemoUnit(key, parent, name))
    # Its members sit in the branch of the second division: a unit that should have a branch of its own (ORG-R15).
    units.append(DemoUnit("u-jg-装饰分公司", "u-jg", "装饰分公司", employees=120))
    return units


def unit_key(above: BodySpec | None, name: str) -> str:
    """Key of a unit below a subsidiary (or the group)."""
    return f"u-{above.key if above else 'hq'}-{name}"


def build_orgs(today: date, seed: int, scale: int) -> list[DemoOrg]:
    """The Party tree, parents before children."""
    group_end = today + timedelta(days=118)
    orgs = [
        DemoOrg(
            key="hq",
            parent="",
            kind=OrgKind.PARTY_COMMITTEE,
            full_name=f"中国共产党{GROUP}有限公司委员会（演示）",
            short_name="集团党委",
            org_code=_code(1),
            units=("u-hq",),
            established_on=date(2003, 6, 18),
            approval_no="示组发〔2003〕18号",
            can_approve_members=True,
            election_method=ElectionMethod.CONGRESS,
            term_start=_years_before(group_end, 5),
            term_years=5,
            term_end=group_end,
            address="演示市示范区华岳路1号",
        )
    ]
    number = 1
    for body in bodies(scale):
        number += 1
        orgs.append(_body(body, number, today))
    for above, spec, key in branch_specs(scale):
        number += 1
        orgs.append(_branch(above, spec, key, number, today, seed))
    return orgs


def _body(body: BodySpec, number: int, today: date) -> DemoOrg:
    is_committee = body.kind == OrgKind.PARTY_COMMITTEE
    end = today + timedelta(days=body.term_days)
    years = 5 if is_committee else 3
    return DemoOrg(
        key=body.key,
        parent="hq",
        kind=body.kind,
        full_name=f"中国共产党{body.company}{'委员会' if is_committee else '总支部委员会'}",
        short_name=body.short_name,
        org_code=_code(number),
        units=(f"u-{body.key}",),
        established_on=date(2008, 3, 1) + timedelta(days=number * 40),
        approval_no=f"华岳党〔2008〕{number}号",
        can_approve_members=is_committee,
        election_method=ElectionMethod.CONGRESS if is_committee else ElectionMethod.GENERAL_MEETING,
        term_start=_years_before(end, years),
        term_years=years,
        term_end=end,
        address=f"演示市示范区华岳路{number * 8}号",
    )


def _branch(above: BodySpec | None, spec: BranchSpec, key: str, number: int, today: date, seed: int) -> DemoOrg:
    rng = drawn(seed, f"org:{key}")
    # Appointed and functional bodies have no term; a term ends at a drawn distance unless the spec says when.
    has_term = spec.kind not in {TEMPORARY, FUNCTIONAL}
    days = spec.term_days if spec.term_days is not None else rng.randrange(200, 1060)
    end = today + timedelta(days=days)
    start = _years_before(end, 3)
    company = above.company if above else f"{GROUP}有限公司"
    established = min(start, date(2012, 1, 1) + timedelta(days=rng.randrange(0, 3200)))
    if spec.kind in {PROJECT, TEMPORARY, FUNCTIONAL}:
        established = today - timedelta(days=rng.randrange(400, 700) if spec.kind == PROJECT else 90)
        start = max(start, established)
        end = _years_after(start, 3)
    committee = "委员会" if spec.committee and spec.size >= 7 else ""
    return DemoOrg(
        key=key,
        parent=above.key if above else "hq",
        kind=OrgKind.BRANCH,
        branch_kind=spec.kind,
        full_name=f"中国共产党{company}{spec.name.removesuffix('党支部')}支部{committee}",
        short_name=spec.name if not above or above in BODIES else f"{above.company[:-4]}{spec.name}",
        org_code=_code(number),
        units=tuple(unit_key(above, name) for name in spec.covers or (spec.unit,)),
        established_on=established,
        approval_no=f"华岳党组〔{established.year}〕{number}号",
        election_method=ElectionMethod.APPOINTED if not has_term else ElectionMethod.GENERAL_MEETING,
        term_start=start if has_term else None,
        term_years=3 if has_term else None,
        term_end=end if has_term else None,
        term_extended_until=end + timedelta(days=300) if spec.extended else None,
        planned_end_on=None if spec.ends_in_days is None else today + timedelta(days=spec.ends_in_days),
        cells=tuple(f"第{'一二三四五六'[place]}党小组" for place in range(spec.cells)),
        has_committee=bool(committee),
        planned_size=spec.size,
        address=f"演示市示范区华岳路{number}号",
    )


def _code(number: int) -> str:
    """A 12-digit code in a range that no place uses."""
    return f"990{number:09}"


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _years_after(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
