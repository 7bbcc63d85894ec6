"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class BoardConfig(ModuleConfig):
    """The account of duties: the board, what is late or missed, and who is told."""

    name = "dangjian.work.board"
    label = "work_board"
    verbose_name = "组织生活完成情况"
