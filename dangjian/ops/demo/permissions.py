"""What can be allowed in the demo app: nothing to people; only the system writes invented data."""

from __future__ import annotations

from dangjian.kernel.permissions import Action

LOAD_DEMO = Action("ops.demo.load", "写入演示数据")
