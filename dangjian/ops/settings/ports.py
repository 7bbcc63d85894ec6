"""What this app carries out for others: a setting that two people agreed on."""

from dangjian.foundation.approvals.registry import Matter, register_matter
from dangjian.ops.settings.commands import SETTING_MATTER, set_agreed_parameter

SETTINGS = register_matter(Matter(SETTING_MATTER, "修改系统参数", set_agreed_parameter))
