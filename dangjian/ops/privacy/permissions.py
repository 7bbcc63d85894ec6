"""What can be allowed about the register and requests; everybody sees their own data."""

from dangjian.kernel.permissions import SIGNED_IN, Action

VIEW_REGISTER = Action(
    "ops.privacy.view", "查看个人信息处理活动记录", roles=("security_administrator",), tenant_wide=True
)
ANSWER_REQUEST = Action("ops.privacy_request.answer", "办理个人信息请求", roles=("office",))
OWN_DATA = SIGNED_IN
