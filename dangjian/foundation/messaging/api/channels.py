"""Routes of the channels of an enterprise: `/api/v1/foundation/channels`."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.foundation.messaging import commands, queries, setting_up
from dangjian.foundation.messaging.permissions import MANAGE_CHANNEL
from dangjian.kernel.http import ApiRouter, Schema, if_match, respond

router = ApiRouter(module="foundation", app="messaging", tag="消息渠道")

ChannelKind = Literal["email", "wecom", "dingtalk", "sms_aliyun", "sms_http"]


class ChannelBody(Schema):
    """A channel as it is set up. An empty secret leaves the one that is kept."""

    kind: ChannelKind
    name: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    address: Annotated[str, StringConstraints(max_length=300)] = ""
    account: Annotated[str, StringConstraints(max_length=200)] = ""
    secret: Annotated[str, StringConstraints(max_length=400)] = ""
    sender: Annotated[str, StringConstraints(max_length=120)] = ""
    template: Annotated[str, StringConstraints(max_length=60)] = ""
    shows_title: bool = True
    daily_limit: int = Field(20, ge=1, le=500)
    minute_limit: int = Field(300, ge=1, le=10_000)
    position: int = Field(1, ge=1, le=99)


class ChannelSwitch(Schema):
    is_on: bool


class ChannelProblem(Schema):
    """Why messages did not go out, and how many."""

    text: str
    count: int


class ChannelFigures(Schema):
    """Messages of the last seven days by how they fared."""

    waiting: int
    sending: int
    sent: int
    failed: int
    unclear: int
    skipped: int


class ChannelSettingOut(Schema):
    id: UUID
    version: int
    kind: ChannelKind
    name: str
    address: str
    account: str
    has_secret: bool
    sender: str
    template: str
    shows_title: bool
    daily_limit: int
    minute_limit: int
    position: int
    is_on: bool


class ChannelRow(ChannelSettingOut):
    """A channel with how it fared."""

    figures: ChannelFigures
    problems: list[ChannelProblem]


class ChannelTrial(Schema):
    """How the test message ended; an empty problem: it was taken."""

    problem: str


@router.get("/channels", name="list_channels", action=MANAGE_CHANNEL, out=list[ChannelRow])
def list_channels(request: HttpRequest) -> list[dict[str, Any]]:
    """The channels of the enterprise in the order in which they are tried."""
    return [
        _shown(found["row"]) | {"figures": found["figures"], "problems": found["problems"]}
        for found in queries.list_channels()
    ]


@router.get("/channels/{uuid:channel_id}", name="get_channel", action=MANAGE_CHANNEL, out=ChannelSettingOut)
def get_channel(request: HttpRequest, channel_id: UUID) -> Any:
    """One channel."""
    row = queries.get_channel(channel_id=channel_id)
    return respond(_shown(row), etag=row.version)


@router.post(
    "/channels", name="create_channel", action=MANAGE_CHANNEL, out=ChannelSettingOut, status=201, keeps_secrets=True,
    step_up=True,
)  # fmt: skip
def create_channel(request: HttpRequest, body: ChannelBody) -> dict[str, Any]:
    """Add a channel; it is switched off until a test message arrived."""
    return _shown(commands.create_channel(values=setting_up.values_of(body.model_dump())))


@router.put(
    "/channels/{uuid:channel_id}", name="update_channel", action=MANAGE_CHANNEL, out=ChannelSettingOut, step_up=True
)
def update_channel(request: HttpRequest, channel_id: UUID, body: ChannelBody) -> dict[str, Any]:
    """Change a channel; needs If-Match. Its kind stays."""
    changes = setting_up.changes_of(queries.get_channel(channel_id=channel_id), body.model_dump())
    return _shown(commands.update_channel(channel_id=channel_id, expected_version=if_match(request), changes=changes))


@router.patch(
    "/channels/{uuid:channel_id}", name="switch_channel", action=MANAGE_CHANNEL, out=ChannelSettingOut, step_up=True
)
def switch_channel(request: HttpRequest, channel_id: UUID, body: ChannelSwitch) -> dict[str, Any]:
    """Switch a channel on or off; needs If-Match."""
    changes = {"is_on": body.is_on}
    return _shown(commands.update_channel(channel_id=channel_id, expected_version=if_match(request), changes=changes))


@router.delete("/channels/{uuid:channel_id}", name="delete_channel", action=MANAGE_CHANNEL, step_up=True)
def delete_channel(request: HttpRequest, channel_id: UUID) -> None:
    """Remove a channel with its secret."""
    commands.delete_channel(channel_id=channel_id)


@router.post(
    "/channels/{uuid:channel_id}/trial", name="try_channel", action=MANAGE_CHANNEL, out=ChannelTrial,
    audit_kind="none", keeps_secrets=True,
)  # fmt: skip
def try_channel(request: HttpRequest, channel_id: UUID) -> dict[str, str]:
    """Send a test message to oneself by a channel, switched on or not; nothing is kept."""
    return {"problem": setting_up.try_out(queries.get_channel(channel_id=channel_id))}


def _shown(row: Any) -> dict[str, Any]:
    names = (
        *("version", "kind", "name", "address", "account", "sender", "template", "shows_title"),
        *("daily_limit", "minute_limit", "position", "is_on"),
    )
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "has_secret": bool(row.secret)}
