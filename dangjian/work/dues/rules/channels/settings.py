"""What an organisation enters to be paid through a platform; wrong keys are refused before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dangjian.kernel.crypto.rsa import KeyUnusable, check_private_key, check_public_key
from dangjian.work.duties.rules.kinds import Labelled


class PlatformKind(Labelled):
    """Payment platforms."""

    WECHAT = "wechat", "微信支付"
    ALIPAY = "alipay", "支付宝"


NEEDED: dict[str, tuple[str, ...]] = {
    PlatformKind.WECHAT: (
        *("merchant_id", "app_id", "serial", "private_key"),
        *("sealing_key", "platform_key_id", "platform_key"),
    ),
    PlatformKind.ALIPAY: ("merchant_id", "app_id", "private_key", "platform_key"),
}
"""What each platform cannot do without."""
SECRETS = ("private_key", "sealing_key")
_FORMS = {
    PlatformKind.WECHAT: {
        "merchant_id": (re.compile(r"[0-9]{8,16}\Z"), "应为微信支付商户号，8 至 16 位数字。"),
        "app_id": (re.compile(r"wx[0-9a-z]{16}\Z"), "应为绑定该商户号的 AppID，以 wx 开头共 18 位。"),
        "serial": (re.compile(r"[0-9A-Fa-f]{16,64}\Z"), "应为商户 API 证书的序列号。"),
        "sealing_key": (re.compile(r"[!-~]{32}\Z"), "APIv3 密钥应为 32 位字母、数字或符号。"),
        "platform_key_id": (
            re.compile(r"(PUB_KEY_ID_[0-9]{10,60}|[0-9A-Fa-f]{16,64})\Z"),
            "应为微信支付公钥 ID（PUB_KEY_ID_ 开头）或平台证书序列号。",
        ),
    },
    PlatformKind.ALIPAY: {
        "merchant_id": (re.compile(r"2088[0-9]{12}\Z"), "应为支付宝商家账号 PID，以 2088 开头共 16 位。"),
        "app_id": (re.compile(r"[0-9]{16,20}\Z"), "应为支付宝应用的 AppID，16 位以上数字。"),
    },
}
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{300,8000}\Z")


def pem_of(text: str, what: str) -> str:
    """A key as PEM; the tools of the platforms also give out the bare base64. `what`: PRIVATE KEY or PUBLIC KEY."""
    text = text.strip()
    if "-----BEGIN" in text or not _BASE64.match(text):
        return text
    bare = "".join(text.split())
    lines = "\n".join(bare[at : at + 64] for at in range(0, len(bare), 64))
    return f"-----BEGIN {what}-----\n{lines}\n-----END {what}-----\n"


def problems_of(kind: PlatformKind, given: Mapping[str, str], *, kept: frozenset[str] = frozenset()) -> dict[str, str]:
    """Field → why it cannot be used; `kept` names secrets that are there already and may be left empty."""
    found = {name: "请填写此项。" for name in NEEDED[kind] if not given.get(name) and name not in kept}
    for name, (form, text) in _FORMS[kind].items():
        if given.get(name) and not form.match(given[name]):
            found[name] = text
    return found


def key_problems(private: str, public: str) -> dict[str, str]:
    """Field → why a key cannot be used."""
    try:
        check_private_key(private)
    except KeyUnusable:
        return {"private_key": "应为 2048 位以上的 RSA 私钥（PEM，PKCS#8，不带密码）。"}
    try:
        check_public_key(public, not_of=private)
    except KeyUnusable:
        return {"platform_key": "应为支付平台的 RSA 公钥或证书。请从商户平台重新下载，不要填写本单位自己的公钥。"}
    return {}
