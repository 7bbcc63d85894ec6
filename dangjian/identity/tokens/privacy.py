"""What tokens of programs keep on their owners."""

from dangjian.identity.tokens.models import ApiToken
from dangjian.kernel.privacy import BY_SWEEP, SECURITY, keep

keep(
    ApiToken,
    purpose="其他程序以本人名义调用接口",
    basis=SECURITY,
    retention=f"{BY_SWEEP}（到期或撤销后 1 年）",
    internal="account hint",
    personal="name=令牌名称 scopes=可以做什么 networks=限定网络 ends_at=到期时间 last_used_at=最近使用时间 "
    "last_address=最近使用地址 revoked_at=撤销时间 revoked_by=撤销人",
    sensitive="token_hash=令牌摘要",
    unsealed={"token_hash": "只保存摘要，不能还原"},
    others="token_hash",
    account="account_id",
)
