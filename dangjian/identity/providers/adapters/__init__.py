"""One file for each kind of provider; all of them answer the same two questions."""

from __future__ import annotations

from dangjian.identity.providers.adapters import cas, dingtalk, feishu, ldap, oidc, wecom, weixin
from dangjian.identity.providers.adapters.base import Redirecting

REDIRECTING: dict[str, Redirecting] = {
    "oidc": oidc.ADAPTER,
    "cas": cas.ADAPTER,
    "dingtalk": dingtalk.ADAPTER,
    "feishu": feishu.ADAPTER,
    "wecom": wecom.ADAPTER,
    "weixin": weixin.ADAPTER,
}
"""Kinds whose provider asks the person itself."""
ASKING_HERE = {"ldap": ldap.ADAPTER}
"""Kinds whose password is typed into our own page."""
