"""Setting channels up: by administrators, with secrets that come out nowhere, and a message to try them (TSK-2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dangjian.foundation.messaging.commands import create_channel
from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.testing import assert_command_contract
from tests.foundation.messaging.conftest import local, tell
from tests.foundation.messaging.fake_platforms import SECRET, Platforms
from tests.roles import as_owner
from tests.world import World, building

CHANNELS = "/api/v1/foundation/channels"
BODY = {"kind": "wecom", "name": "企业微信", "account": "corp-1", "secret": SECRET, "sender": "1000002"}


@pytest.fixture
def administrator(world: World) -> Any:
    """The administrator, freshly authenticated."""
    return world.client("administrator")


def test_TSK_2_only_administrators_set_channels_up(world: World) -> None:
    assert_command_contract(
        create_channel,
        {"values": BODY},
        allowed=world.actor("administrator"),
        without_right=world.actor("office"),
        stranger=None,
    )


def test_sec_ops_04_secret_of_a_channel_is_sealed_and_shown_nowhere(administrator: Any) -> None:
    from django.db import connection

    from dangjian.kernel.models.audit import AuditEntry

    made = administrator.call("POST", CHANNELS, BODY)
    row = made.json()
    switched = administrator.call("PATCH", f"{CHANNELS}/{row['id']}", {"is_on": True}, version=row["version"])
    listed = administrator.call("GET", CHANNELS)

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM foundation_message_channel")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])
    assert SECRET not in str(list(AuditEntry.objects.values())) + made.content.decode() + listed.content.decode()
    assert (row["is_on"], row["has_secret"], switched.json()["is_on"]) == (False, True, True)
    assert administrator.call("DELETE", f"{CHANNELS}/{row['id']}").status_code == 204
    assert administrator.call("GET", CHANNELS).json() == []


def test_sec_net_02_kept_secret_of_a_channel_is_not_sent_to_a_new_address(administrator: Any, world: World) -> None:
    sms = {"kind": "sms_http", "name": "短信", "account": "a", "sender": "党建", "template": "T", "secret": SECRET}
    row = administrator.call("POST", CHANNELS, sms | {"address": "https://sms.example.com/send"}).json()
    moved = sms | {"secret": "", "address": "https://collector.example.com/"}

    refused = administrator.call("PUT", f"{CHANNELS}/{row['id']}", moved, version=row["version"])
    kept = administrator.call(
        "PUT",
        f"{CHANNELS}/{row['id']}",
        sms | {"secret": "", "address": "https://sms.example.com/send", "daily_limit": 3},
        version=row["version"],
    )

    assert (refused.status_code, refused.json()["fields"][0]["path"]) == (422, "secret")
    assert (kept.status_code, kept.json()["daily_limit"]) == (200, 3)
    with building(world.tenant_id):
        assert ChannelSetting.objects.get().secret.reveal() == SECRET


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": ""}, "account"),
        ({"secret": ""}, "secret"),
        ({"sender": "应用"}, "sender"),
        ({"address": "http://qyapi.example.com"}, "address"),
        ({"kind": "email", "sender": "dj@example.com"}, "address"),
        ({"kind": "email", "address": "https://mail.example.com", "sender": "dj@example.com"}, "address"),
        ({"kind": "email", "address": "smtps://mail.example.com", "sender": "党建"}, "sender"),
        ({"kind": "sms_aliyun"}, "template"),
        ({"kind": "sms_http", "template": "T", "address": "https://user:pw@sms.example.com"}, "address"),
    ],
)
def test_wrong_settings_of_a_channel_are_told_at_their_field(
    changes: dict[str, str], field: str, administrator: Any
) -> None:
    answer = administrator.call("POST", CHANNELS, BODY | changes)

    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["fields"]] == [field]


def test_one_channel_of_a_kind(administrator: Any) -> None:
    administrator.call("POST", CHANNELS, BODY)

    assert administrator.call("POST", CHANNELS, BODY).status_code == 409


def test_TSK_2_administrator_sends_a_test_message_to_oneself(
    administrator: Any, world: World, platforms: Platforms, linked: Callable[..., None]
) -> None:
    row = administrator.call("POST", CHANNELS, BODY).json()
    nobody = administrator.call("POST", f"{CHANNELS}/{row['id']}/trial")
    if world.here.accounts["administrator"].person_id is None:
        assert nobody.json()["code"] == "messaging.channel.no_person"
        return
    linked("administrator", "wecom", "Boss")
    fine = administrator.call("POST", f"{CHANNELS}/{row['id']}/trial").json()

    assert nobody.json()["problem"] == "本人没有绑定该平台的账号"
    assert (fine["problem"], platforms.taken[0]["touser"]) == ("", "Boss")


def test_TSK_2_operator_sees_how_channels_fared(
    administrator: Any, world: World, channel: Callable[..., Any], linked: Callable[..., None], platforms: Platforms
) -> None:
    channel("wecom", account="corp-1", sender="1000002")
    channel("sms_http", account="a", sender="s", template="t", address="https://sms.example.com/", position=2)
    linked("member", "wecom", "LiMing")
    platforms.codes["wecom"] = [60020]
    with frozen(local(9)):
        tell(world, "member", "甲")
        run_pending()
        tell(world, "member", "乙")
        run_pending()
        rows = administrator.call("GET", CHANNELS).json()

    assert [(row["kind"], row["figures"]["sent"], row["figures"]["waiting"]) for row in rows] == [
        ("wecom", 1, 1),
        ("sms_http", 0, 0),
    ]
    assert rows[0]["problems"] == [{"text": "企业微信返回错误 60020", "count": 1}]


def test_TSK_2_own_wishes_over_http(world: World, channel: Callable[..., Any]) -> None:
    channel("wecom", name="企业微信", account="corp-1", sender="1")
    client = world.client("member")
    url = "/api/v1/foundation/messages/preference"
    body = {"quiet_from": "22:00", "quiet_until": "06:30", "first_channel": "wecom", "digest_at": "08:00"}

    saved = client.call("PUT", url, body).json()
    wrong = client.call("PUT", url, body | {"first_channel": "pigeon"})

    assert saved == body | {"muted_channels": [], "channels": [{"code": "wecom", "title": "企业微信"}]}
    assert (wrong.status_code, wrong.json()["fields"][0]["path"]) == (422, "first_channel")
