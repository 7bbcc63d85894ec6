"""The templates people fill in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.layouts import CATALOGUES
from dangjian.foundation.tabular.template import write_template

_RULES = (
    "带 * 的栏目必须填写，其余可以不填。空白单元格不会清除系统中已有的内容。",
    "栏目可以增减、调换顺序，也可以直接使用原有名册：系统按栏目名称和内容识别，导入前可以核对。",
    "身份证号、手机号所在列已设为文本格式。从别处粘贴时请选择“只粘贴值”，以免末尾数字丢失。",
    "日期写成 2010-07-01；只知道月份的写成 2010-07。",
    "党支部可填全称、简称或编码；重名时写成“集团党委/一公司党委/第一党支部”。",
    "导入前会逐格检查并列出问题；全部确认后一次写入，任何一步失败都不会留下部分数据。",
)


@lru_cache(maxsize=4)
def _made(kinds: tuple[RosterKind, ...]) -> bytes:
    return write_template([CATALOGUES[kind] for kind in kinds], rules=_RULES)


def template_file(kinds: Sequence[RosterKind]) -> bytes:
    """A template workbook for one kind of roster or several."""
    return _made(tuple(kinds))
