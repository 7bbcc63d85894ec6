"""What can be allowed on supervised tasks. Who set a task, who has it and who verifies it, the task itself says."""

from __future__ import annotations

from dangjian.kernel.permissions import Action

_BRANCH = ("branch_officer", "branch_secretary")

VIEW_TASK = Action("tasks.task.view", "查看督办任务", roles=(*_BRANCH, "office", "leader"), own=True)
"""Own: whoever is named as responsible for a task."""
SET_TASK = Action("tasks.task.set", "登记、交办、分解、催办、撤销任务，审批延期", roles=("branch_secretary", "office"))
WORK_TASK = Action("tasks.task.work", "签收、办理、上报任务，申请延期", roles=(*_BRANCH, "office"), own=True)
VERIFY_TASK = Action("tasks.task.verify", "核验、退回、办结任务", roles=(*_BRANCH, "office"))
EXPORT_TASKS = Action("tasks.task.export", "导出任务台账", roles=("branch_secretary", "office", "leader"))

VIEW_PLAN = Action("tasks.plan.view", "查看年度计划、责任清单和落实进度", roles=(*_BRANCH, "office", "leader"))
KEEP_PLAN = Action("tasks.plan.keep", "编制年度计划和责任清单，生成任务", roles=("branch_secretary", "office"))

VIEW_PROJECT = Action("tasks.project.view", "查看党建项目和业务指标", roles=("member", *_BRANCH, "office", "leader"))
KEEP_PROJECT = Action("tasks.project.keep", "登记党建项目、指标和实际值", roles=(*_BRANCH, "office"))
