"""Everything that changes tasks."""

from dangjian.work.tasks.commands.checking import close_task, decide_extension, return_task, urge_task, verify_task
from dangjian.work.tasks.commands.exports import export_tasks
from dangjian.work.tasks.commands.following import follow_resolution, release_people, urge_by_clock
from dangjian.work.tasks.commands.planning import (
    add_plan_item,
    add_responsibility,
    change_plan_item,
    drop_plan_item,
    end_responsibility,
    give_plan_item,
    make_due_tasks,
)
from dangjian.work.tasks.commands.projects import Indicator, close_project, record_value, start_project
from dangjian.work.tasks.commands.setting import (
    Milestone,
    Part,
    assign_task,
    cancel_task,
    change_task,
    divide_task,
    register_task,
)
from dangjian.work.tasks.commands.working import (
    accept_task,
    ask_extension,
    note_progress,
    reach_milestone,
    submit_task,
)

__all__ = [
    "Indicator",
    "Milestone",
    "Part",
    "accept_task",
    "add_plan_item",
    "add_responsibility",
    "ask_extension",
    "assign_task",
    "cancel_task",
    "change_plan_item",
    "change_task",
    "close_project",
    "close_task",
    "decide_extension",
    "divide_task",
    "drop_plan_item",
    "end_responsibility",
    "export_tasks",
    "follow_resolution",
    "give_plan_item",
    "make_due_tasks",
    "note_progress",
    "reach_milestone",
    "record_value",
    "register_task",
    "release_people",
    "return_task",
    "start_project",
    "submit_task",
    "urge_by_clock",
    "urge_task",
    "verify_task",
]
