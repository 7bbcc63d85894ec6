"""WeCom, DingTalk and gateways for text messages behind one address, answering and checking as documented."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

SECRET = "s3cret-key"


@dataclass
class Platforms:
    """What they were given; `codes` replaces the code of the next answers by path, one after the other."""

    codes: dict[str, list[Any]] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    tokens: int = 0
    statuses: list[int] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        """One answer."""
        place = urlsplit(path).path
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        given = json.loads(body) if body else {}
        self.seen.append(place)
        if self.statuses:
            return self.statuses.pop(0), {}
        names = {name.lower(): value for name, value in headers.items()}
        run = getattr(self, "_" + place.strip("/").replace("/", "_").replace(".", "_"))
        return 200, run(query, given, names)

    def _code(self, name: str, usual: Any = 0) -> Any:
        waiting = self.codes.get(name)
        return waiting.pop(0) if waiting else usual

    def _good_token(self, query: dict[str, str]) -> bool:
        return query.get("access_token") == f"token-{self.tokens}"

    # WeCom
    def _wecom_gettoken(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        if (query["corpid"], query["corpsecret"]) != ("corp-1", SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.tokens += 1
        return {"errcode": 0, "errmsg": "ok", "access_token": f"token-{self.tokens}", "expires_in": 7200}

    def _wecom_message_send(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        if not self._good_token(query):
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        code = self._code("wecom")
        if code:
            return {"errcode": code, "errmsg": "no"}
        # The same text for the same people within the time is not shown again.
        if not (given["enable_duplicate_check"] and given in self.taken):
            self.taken.append(given)
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m"}

    # DingTalk
    def _dingtalk_v1_0_oauth2_accessToken(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        if given != {"appKey": "app-1", "appSecret": SECRET}:
            return {"code": "invalidClientIdOrSecret", "message": "no"}
        self.tokens += 1
        return {"accessToken": f"token-{self.tokens}", "expireIn": 7200}

    def _old_topapi_user_getbyunionid(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        if not self._good_token(query):
            return {"errcode": 40014, "errmsg": "no"}
        if given["unionid"] != "union-1":
            return {"errcode": 60121, "errmsg": "no"}
        return {"errcode": 0, "result": {"contact_type": 0, "userid": "user-1"}}

    def _old_topapi_message_corpconversation_asyncsend_v2(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        if not self._good_token(query):
            return {"errcode": 40014, "errmsg": "no"}
        code = self._code("dingtalk")
        if code:
            return {"errcode": code, "errmsg": "no"}
        assert len(json.dumps(given["msg"], ensure_ascii=False).encode()) <= 2048
        if given not in self.taken:
            self.taken.append(given)
        return {"errcode": 0, "task_id": 1}

    # Text messages
    def _aliyun(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        algorithm, rest = headers["authorization"].split(" ", 1)
        parts = dict(item.split("=", 1) for item in rest.split(","))
        names = parts["SignedHeaders"].split(";")
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        asked = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
        digest = headers["x-acs-content-sha256"]
        request = f"POST\n/aliyun\n{asked}\n{lines}\n{parts['SignedHeaders']}\n{digest}"
        text = f"{algorithm}\n{sha256(request.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), text.encode(), sha256).hexdigest()
        if (parts["Credential"], parts["Signature"]) != ("key-1", right) or digest != sha256(b"").hexdigest():
            return {"Code": "SignatureDoesNotMatch", "Message": "no"}
        code = self._code("aliyun", "OK")
        if code == "OK":
            self.taken.append(query)
        return {"Code": code, "Message": "…", "BizId": "1", "RequestId": "r"}

    def _gateway(self, query: Any, given: Any, headers: Any) -> dict[str, Any]:
        text = "\n".join(f"{name}={given[name]}" for name in sorted(given))
        if headers["x-signature"] != hmac.new(SECRET.encode(), text.encode(), sha256).hexdigest():
            return {"code": "signature"}
        if any(row["reference"] == given["reference"] for row in self.taken):
            return {"code": "repeated"}
        code = self._code("gateway", "ok")
        if code == "ok":
            self.taken.append(given)
        return {"code": code}
