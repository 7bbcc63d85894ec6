"""What accounts keep on people."""

from dangjian.identity.accounts.models import (
    Account,
    AddressFailure,
    DeviceKey,
    EarlierPassword,
    LoginCounter,
    OneTimeLink,
    SecondFactorReset,
    TakenName,
    WebSession,
)
from dangjian.kernel.privacy import AS_LONG, BY_SWEEP, SECURITY, keep

_HASH = "只保存摘要，不能还原"

keep(
    Account,
    purpose="登录和身份识别",
    basis=SECURITY,
    retention="账号使用期间；停用后保留，账号名不再发给他人",
    internal="grants_version must_change_password=须修改密码 is_demo demo_note",
    personal="login_name=账号名 login_key=账号名（归一） person_id=人员编号 display_name=姓名 "
    "password_changed_at=密码修改时间 "
    "activated_at=激活时间 disabled_at=停用时间 disabled_reason=停用原因 second_factor_at=动态口令启用时间 "
    "last_login_at=最近登录",
    sensitive="phone=登录手机号 phone_index=手机号检索摘要 password=密码摘要 totp_last_step=动态口令步数",
    account="id",
    others="login_key phone_index password totp_last_step",
    unsealed={"password": _HASH, "totp_last_step": "只是时间步数，防止同一口令再用一次"},
)
keep(
    EarlierPassword,
    purpose="不再使用最近五次的密码",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（只留最近五次）",
    internal="account",
    sensitive="password=密码摘要",
    others="password",
    unsealed={"password": _HASH},
)
keep(
    TakenName,
    purpose="账号名不重复发给他人",
    basis=SECURITY,
    retention="系统使用期间",
    internal="digest taken_at",
)
keep(
    OneTimeLink,
    purpose="激活账号和重设密码",
    basis=SECURITY,
    retention=AS_LONG,
    internal="account token_hash",
    personal="purpose=用途 expires_at=到期时间 used_at=使用时间 revoked_at=作废时间 issued_by=发放人",
    account="account_id",
    others="issued_by",
)
keep(
    LoginCounter,
    purpose="防止猜测密码",
    basis=SECURITY,
    retention=BY_SWEEP,
    internal="key",
    personal="kind=计数对象 account_id=账号编号 attempts=失败次数 window_started_at=起算时间 "
    "locked_until=锁定至 level=锁定级别 "
    "updated_at=更新时间",
    account="account_id",
)
keep(
    SecondFactorReset,
    purpose="两人核准后重置动态口令",
    basis=SECURITY,
    retention=AS_LONG,
    internal="account expires_at requested_by_id approved_by_id",
    personal="reason=理由 requested_by_name=申请人 approved_by_name=核准人 done_at=完成时间",
    account="account_id",
    others="requested_by_name approved_by_name",
)
keep(
    WebSession,
    purpose="保持登录，供本人查看和结束会话",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（会话到期）",
    internal="token_hash public_id account stage idle_end_at absolute_end_at=最迟结束 full_until data "
    "device_key device_nonce",
    personal="auth_at=登录时间 last_seen_at=最近使用 surface=使用端 address=网络地址 user_agent=浏览器 "
    "factors=验证方式",
    account="account_id",
)
keep(
    DeviceKey,
    purpose="敏感操作由登录时的浏览器签名确认",
    basis=SECURITY,
    retention="账号使用期间；退出登录或移除设备时删除",
    internal="account public",
    personal="name=浏览器 last_used_at=最近使用",
    account="account_id",
)
keep(
    AddressFailure,
    purpose="发现一个地址试多个账号（只存摘要）",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（1 天）",
    internal="failed_at",
    personal="address_key=地址摘要 key=账号摘要",
    nobody="一天内的摘要，不能还原到人，不按人检索",
)
