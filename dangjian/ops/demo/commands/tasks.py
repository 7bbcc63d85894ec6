"""Supervised tasks around the home branch, in every state and with every lamp, moved by those on their sides."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from PIL import Image

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.actor import Actor, Grant, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.files import intake
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.tasks import commands
from dangjian.work.tasks.models import ProjectIndicator, SupervisedTask
from dangjian.work.tasks.ports import TASK_EVIDENCE
from dangjian.work.tasks.rules.kinds import Direction, ProjectKind, Rhythm, TaskSource


@dataclass(frozen=True, slots=True)
class Story:
    """One task: set so many days ago, due so many days from today, taken so far."""

    title: str
    requirement: str
    source: TaskSource
    reference: str
    ago: int
    due: int
    steps: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()


STORIES: Final = (
    Story("上报年度党员教育培训计划", "按上级要求制定明年培训计划，明确学时安排。", TaskSource.SUPERIOR_DOCUMENT,
          "集团党发〔2026〕18号", 0, 40),
    Story("完善党员活动室建设", "按“六有”标准补齐标识、书架和学习资料。", TaskSource.INSPECTION_FINDING,
          "三季度党建检查反馈第4项", 2, 30, ("assign",)),
    Story("开展党员身份亮牌行动", "一线岗位党员全部佩戴党徽、亮明身份。", TaskSource.MEETING_RESOLUTION,
          "党委会纪要〔2026〕9号", 10, 25, ("assign", "accept")),
    Story("排查冬季安全生产隐患", "逐班组检查，建立隐患清单，限期整改销号。", TaskSource.INSTRUCTION,
          "党委书记批示", 20, 12, ("assign", "accept", "progress"), ("动员部署", "清单上报")),
    Story("慰问困难党员和老党员", "走访慰问并填写走访记录。", TaskSource.OTHER, "", 25, 2,
          ("assign", "accept", "progress")),
    Story("整改组织生活记录不规范问题", "补正记录，举一反三，形成整改报告。", TaskSource.INSPECTION_FINDING,
          "上级巡察反馈", 30, 6, ("assign", "accept", "progress", "ask")),
    Story("答复职工来信反映的食堂问题", "核实情况，当面答复来信人。", TaskSource.LETTER, "来信登记第27号", 22, -2,
          ("assign", "accept", "progress")),
    Story("报送党建品牌创建材料", "报送创建方案和阶段成果。", TaskSource.SUPERIOR_DOCUMENT,
          "集团党发〔2026〕11号", 60, -20, ("assign", "accept")),
    Story("组织支部书记述职评议准备", "完成述职报告初稿并征求意见。", TaskSource.SUPERIOR_DOCUMENT,
          "集团组〔2026〕22号", 18, 8, ("assign", "accept", "submit")),
    Story("更新支部党务公开栏", "更新三季度党费收缴和发展党员情况。", TaskSource.INSPECTION_FINDING,
          "党务公开检查反馈", 15, 10, ("assign", "accept", "submit", "return")),
    Story("完成党员信息核对", "逐人核对党员基本信息并更正差错。", TaskSource.SUPERIOR_DOCUMENT,
          "集团组〔2026〕19号", 28, 5, ("assign", "accept", "progress", "submit", "verify")),
    Story("学习贯彻全会精神专题研讨", "开展专题研讨并报送小结。", TaskSource.MEETING_RESOLUTION,
          "党委会纪要〔2026〕7号", 50, -15, ("assign", "accept", "submit_early", "verify", "close")),
    Story("筹备技能比武活动", "与工会联合组织。", TaskSource.OTHER, "", 40, 5, ("assign", "cancel")),
)  # fmt: skip
WHOLE: Final = Story(
    "“冬春安全”党员突击队行动", "各支部组建党员突击队，开展隐患排查和设备保障，每月报进展。",
    TaskSource.SUPERIOR_DOCUMENT,
    "集团党发〔2026〕20号", 21, 30,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who sets tasks and who does them."""

    above: Organisation
    branch: Organisation
    setter: Actor
    worker: Actor


@command(LOAD_DEMO)
def load_tasks(unit: Unit, *, loaded: Loaded) -> int:
    """Write tasks in every state. Returns how many; none where the tenant has no home branch with a secretary."""
    desk = _desk(loaded)
    if desk is None:
        return 0
    for story in STORIES:
        _tell(desk, story, unit.today)
    _whole(desk, unit.today)
    _plan(desk, unit.today)
    _projects(desk, unit.today)
    return len(STORIES) + 1


def _desk(loaded: Loaded) -> _Desk | None:
    branch = loaded.orgs.get(HOME_BRANCH)
    above = branch.parent if branch is not None else None
    if branch is None or above is None:
        return None
    setter = _secretary(above, "office", subtree=True)
    worker = _secretary(branch, "branch_secretary", subtree=False)
    return _Desk(above, branch, setter, worker) if setter and worker else None


def _secretary(organisation: Organisation, role: str, *, subtree: bool) -> Actor | None:
    rows = PostHolding.objects.filter(organisation=organisation, post_kind=PostKind.SECRETARY, ended_on=None)
    row: PostHolding | None = rows.order_by("sort", "id").first()
    if row is None:
        return None
    return Actor(
        kind="person",
        tenant_id=organisation.tenant_id,
        name=row.person_name,
        person_id=row.person_id,
        account_id=row.person_id,  # uploads are tied to an account
        surface="console",
        grants=(Grant(role, organisation.pk, organisation.org_path, subtree=subtree),),
    )


def _register(desk: _Desk, story: Story, today: date, parts: tuple[commands.Part, ...] = ()) -> SupervisedTask:
    begun, due = today - timedelta(days=story.ago), today + timedelta(days=story.due)
    stages = [
        commands.Milestone(title, begun + (due - begun) * number // (len(story.milestones) + 1))
        for number, title in enumerate(story.milestones, start=1)
    ]
    with frozen(begun), acting_as(desk.setter):
        return commands.register_task(
            organisation_id=desk.above.pk,
            title=story.title,
            requirement=story.requirement,
            source=story.source,
            source_ref=story.reference,
            due_on=due,
            milestones=stages,
            parts=parts,
        )


def _tell(desk: _Desk, story: Story, today: date) -> None:
    task = _register(desk, story, today)
    begun = today - timedelta(days=story.ago)
    last = min(today, today + timedelta(days=story.due))
    for number, step in enumerate(story.steps):
        late = max(last - timedelta(days=1), begun) if step in {"ask", "submit_early"} else today
        day = min(begun + timedelta(days=2 * number), late)
        _do(desk, task.pk, step, day, today)


def _do(desk: _Desk, task_id: UUID, step: str, day: date, today: date) -> None:
    worker = step in {"accept", "progress", "ask", "submit", "submit_early"}
    with frozen(day), acting_as(desk.worker if worker else desk.setter):
        if step == "assign":
            commands.assign_task(task_id=task_id, organisation_id=desk.branch.pk)
        elif step == "accept":
            commands.accept_task(task_id=task_id, note="收到，按要求办理。")
        elif step == "progress":
            commands.note_progress(task_id=task_id, text="已完成摸底，正在逐项落实。", percent=40, file_ids=[_photo()])
        elif step == "ask":
            commands.ask_extension(
                task_id=task_id, wanted_on=today + timedelta(days=20), reason="需与行政部门会商，材料尚未齐备。"
            )
        elif step.startswith("submit"):
            commands.submit_task(task_id=task_id, text="已按要求完成，材料附后。", file_ids=[_photo()])
        elif step == "return":
            commands.return_task(task_id=task_id, reason="缺少发展党员公示的照片，请补充。")
        elif step == "verify":
            commands.verify_task(task_id=task_id, note="经核对，材料齐全。")
        elif step == "close":
            commands.close_task(task_id=task_id)
        else:
            commands.cancel_task(task_id=task_id, reason="活动推迟到明年举办。")


def _whole(desk: _Desk, today: date) -> None:
    """One task given to every branch below in one step; the home branch has begun."""
    below = Organisation.objects.filter(parent=desk.above, dissolved_on__isnull=True).order_by("org_path")
    parts = tuple(commands.Part(pk) for pk in below.values_list("pk", flat=True)[:30])
    whole = _register(desk, WHOLE, today, parts)
    mine: UUID = SupervisedTask.objects.get(parent=whole, organisation=desk.branch).pk
    for ago, step in ((19, "accept"), (5, "progress")):
        _do(desk, mine, step, today - timedelta(days=ago), today)


PLAN: Final = (
    (2, "制定年度党建工作要点", "结合生产经营任务制定，经党委会研究后印发。"),
    (6, "开展“七一”系列活动", "走访慰问、上专题党课、开展主题党日。"),
    (9, "组织党支部标准化建设验收", "对照标准逐项检查，问题列清单整改。"),
    (11, "开展党员全员培训", "每名党员集中学习不少于规定学时。"),
    (12, "组织基层党建述职评议考核", "逐级述职，结果与评先评优挂钩。"),
)
DUTIES: Final = (
    (
        "主体责任清单",
        "党委书记",
        "研究分析意识形态工作",
        "《党委（党组）意识形态工作责任制实施办法》",
        Rhythm.QUARTERLY,
    ),
    ("主体责任清单", "党委书记", "到联系点调研指导", "《党委（党组）落实全面从严治党主体责任规定》", Rhythm.YEARLY),
    ("监督责任清单", "纪委书记", "抽查组织生活记录", "《中国共产党党内监督条例》", Rhythm.MONTHLY),
    ("主体责任清单", "党委委员", "落实“一岗双责”", "《党委（党组）落实全面从严治党主体责任规定》", Rhythm.NONE),
)


def _plan(desk: _Desk, today: date) -> None:
    """The plan of the year, given out where its time has come, and lists of responsibilities with their tasks."""
    with frozen(date(today.year, 1, 8)), acting_as(desk.setter):
        items = [
            commands.add_plan_item(
                organisation_id=desk.above.pk, title=title, measure=measure, due_on=date(today.year, month, 28)
            )
            for month, title, measure in PLAN
        ]
    for item in items:
        begun = item.due_on - timedelta(days=30)
        if item.due_on >= today:
            continue
        with frozen(begun), acting_as(desk.setter):
            task = commands.give_plan_item(plan_item_id=item.pk)
        for number, step in enumerate(("assign", "accept", "submit", "verify", "close")):
            _do(desk, task.pk, step, begun + timedelta(days=5 * number), today)
    coming = [item for item in items if item.due_on >= today]
    with acting_as(desk.setter):
        for item in coming[:1]:
            commands.give_plan_item(plan_item_id=item.pk, organisation_ids=[desk.branch.pk])
        for list_name, post, title, basis, rhythm in DUTIES:
            commands.add_responsibility(
                organisation_id=desk.above.pk,
                list_name=list_name,
                post_name=post,
                title=title,
                basis=basis,
                measure="形成记录备查。",
                rhythm=rhythm,
                working_days=1,
                starts_on=date(today.year, 1, 1),
            )
    commands.make_due_tasks()


def _projects(desk: _Desk, today: date) -> None:
    """A post of vanguards that goes well, and an area of responsibility that has ended."""
    begun = today - timedelta(days=120)
    for title, kind, ends, readings in (
        ("焊接质量党员先锋岗", ProjectKind.VANGUARD_POST, today + timedelta(days=60), ("94.6", "95.8", "96.9")),
        ("三号基坑安全责任区", ProjectKind.RESPONSIBILITY_AREA, today - timedelta(days=5), ("95.2", "97.4", "98.3")),
    ):
        with frozen(begun), acting_as(desk.setter):
            project = commands.start_project(
                organisation_id=desk.branch.pk,
                kind=kind,
                title=title,
                goal="党员带头，一次把事情做对。",
                scope_words="一线班组",
                starts_on=begun,
                ends_on=ends,
                indicators=[commands.Indicator("一次验收合格率", "%", Direction.UP, Decimal(94), Decimal(98))],
            )
        indicator = ProjectIndicator.objects.get(project=project).pk
        for number, value in enumerate(readings, start=1):
            day = begun + timedelta(days=30 * number)
            with frozen(day + timedelta(days=3)), acting_as(desk.setter):
                commands.record_value(indicator_id=indicator, measured_on=day, value=Decimal(value), note="质检月报")
        if ends < today:
            with frozen(ends), acting_as(desk.setter):
                commands.close_project(project_id=project.pk, summary="合格率提高四个百分点，未发生质量事故。")


def _photo() -> UUID:
    """A plain picture in place of a photo from the spot."""
    picture = io.BytesIO()
    Image.new("RGB", (480, 360), "#d9e2ec").save(picture, "JPEG", quality=70)
    return intake(picture, name="现场照片.jpg", purpose=TASK_EVIDENCE.code).pk
