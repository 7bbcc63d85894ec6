"""What sign-on by other providers keeps on people."""

from dangjian.identity.providers.models import LinkedIdentity, PendingSignOn, Provider
from dangjian.kernel.privacy import AS_LONG, BY_SWEEP, SECURITY, keep

keep(
    Provider,
    purpose="通过其他系统登录",
    basis=SECURITY,
    retention="系统使用期间，删除后即清除",
    internal="kind name address client_id extra name_attribute is_on",
    sensitive="secret=应用密钥",
    nobody="单位与统一登录提供方之间的设置，不涉及个人",
)
keep(
    LinkedIdentity,
    purpose="通过其他系统登录",
    basis=SECURITY,
    retention=f"{AS_LONG}；本人可随时解除",
    internal="provider account",
    personal="issuer=提供方 subject=提供方账号标识 label=提供方账号名 last_used_at=最近使用",
    account="account_id",
)
keep(
    PendingSignOn,
    purpose="核对统一登录的往返",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（10 分钟）",
    internal="state_hash browser_hash provider account purpose surface redirect_uri expires_at",
)
