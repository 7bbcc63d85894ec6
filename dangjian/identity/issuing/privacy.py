"""What naming people to other systems keeps on them."""

from dangjian.identity.issuing.models import Authorisation, Client, Consent, IssuedToken, TokenKey
from dangjian.kernel.privacy import AS_LONG, BY_SWEEP, SECURITY, keep

_DIGEST = "只保存摘要，不能还原"
CONSENTED = "本人同意（个人信息保护法第十三条第一款第一项）"

keep(
    Client,
    purpose="登记使用本平台登录的系统",
    basis=SECURITY,
    retention="系统使用期间，删除后即清除",
    internal="name client_id redirect_uris scopes is_on",
    sensitive="secret_hash=系统密钥摘要",
    unsealed={"secret_hash": _DIGEST},
    nobody="单位之间的登记，不涉及个人",
)
keep(
    TokenKey,
    purpose="签署身份令牌",
    basis=SECURITY,
    retention="系统使用期间",
    internal="key_id public retired_at",
    sensitive="private=签名私钥",
    nobody="单位的签名密钥，不涉及个人",
)
keep(
    Consent,
    purpose="记录本人同意向其他系统表明身份",
    basis=CONSENTED,
    retention=AS_LONG,
    internal="client account",
    personal="subject=在该系统的标识 scopes=同意提供的内容 given_at=同意时间 revoked_at=撤回时间",
    account="account_id",
)
keep(
    Authorisation,
    purpose="其他系统凭授权核对身份",
    basis=CONSENTED,
    retention=f"{BY_SWEEP}（授权到期后 1 天）",
    internal="consent redirect_uri code_ends_at code_used_at ends_at=到期时间 revoked_at nonce challenge",
    personal="scopes=授权内容 auth_at=登录时间",
    sensitive="code_hash=授权码摘要",
    unsealed={"code_hash": _DIGEST},
    others="code_hash",
    account="consent__account_id",
)
keep(
    IssuedToken,
    purpose="其他系统凭授权核对身份",
    basis=CONSENTED,
    retention=f"{BY_SWEEP}（授权到期后 1 天）",
    internal="authorisation kind scopes ends_at used_at",
    sensitive="token_hash=令牌摘要",
    unsealed={"token_hash": _DIGEST},
    others="token_hash",
    account="authorisation__consent__account_id",
)
