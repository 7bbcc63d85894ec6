"""The audit trail reads in Chinese: every command, kind of thing and step has a word."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django.apps import apps

import dangjian
from dangjian.kernel.jobs.registry import all_jobs
from dangjian.ops.settings.words import command_title, field_title, job_title, short_intent, step_title, thing_title
from tests.world import SignedInClient, World

MACHINERY = {"AuditEntry", "FieldChange", "IdempotencyKey", "JobPeriod", "DataKey", "OutboxEvent", "HandlerReceipt"} | {
    "AuditBlock",
    "AuditCheckpoint",
    "SealState",
    "SealedLog",
    "SigningKey",
}
"""Tables that no command writes as a thing of its own."""
PLUMBING = {
    "tenant_id", "attempts", "dedupe_key", "subject_kind", "subject_id", "taken_at", "message_id", "due_key",
    "login_key", "phone_index", "grants_version", "totp_last_step", "window_started_at", "public_id", "idle_end_at",
    "absolute_end_at", "factors", "name_key", "name_search", "next_child", "id_number_index", "mobile_phone_index",
    "layout", "job_id", "batch_id", "open_key", "states", "levels", "keys", "effects", "person_key",
    "digest", "full_until", "row_seal",
}  # fmt: skip
"""Fields that the machinery keeps for itself; everything else that a line of the trail names is named in Chinese."""


def _commands() -> Iterator[str]:
    """Intents of all declared commands, as the door writes them."""
    for module in pkgutil.walk_packages(dangjian.__path__, "dangjian."):
        parts = module.name.split(".")
        if ("commands" in parts and "management" not in parts) or parts[-1] == "intake":
            for member in vars(importlib.import_module(module.name)).values():
                if getattr(member, "door", "") == "command":
                    function = member.__wrapped__
                    place = function.__module__.removeprefix("dangjian.").removesuffix(".commands")
                    yield f"{place}.{function.__name__}"


def test_every_command_has_a_word() -> None:
    intents = set(_commands())

    assert len(intents) > 150
    assert {short_intent(intent) for intent in intents if not command_title(intent)} == set(), (
        "add a Chinese word to dangjian/ops/settings/seeds/audit_words.json"
    )


def test_every_kind_of_thing_has_a_word() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("dangjian.")]

    assert len(ours) > 50
    assert {
        model._meta.label for model in ours if model.__name__ not in MACHINERY and not thing_title(model._meta.label)
    } == set()


def test_every_job_has_a_word() -> None:
    names = {name for name in all_jobs() if not name.startswith(("test.", "kernel.test."))}

    assert len(names) > 15
    assert {name for name in names if job_title(name) == name} == set()


def test_every_field_that_people_read_has_a_word() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("dangjian.")]
    names = {
        (model.__name__, field.attname)
        for model in ours
        if model.__name__ not in MACHINERY and model._meta.app_label != "kernel"
        for field in model._meta.concrete_fields
    }

    assert {name for _, name in names if field_title(name) == name} - PLUMBING == set()


def test_words_of_a_line() -> None:
    intent = "directory.organisations.commands.mergers.merge_organisations:update_many"

    assert (command_title(intent), step_title(intent)) == ("合并党组织", "批量修改")
    assert (step_title("ops.settings.set_parameter"), command_title("ops.settings.nothing")) == ("", "")
    assert (field_title("starts_at"), field_title("unheard_of")) == ("开始时间", "unheard_of")


@pytest.mark.django_db
def test_administrator_reads_the_trail_in_words(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient, member_client: SignedInClient
) -> None:
    administrator_client.call("PUT", "/api/v1/ops/settings/grants.notice_days", {"value": 21})
    member_client.call("PUT", "/api/v1/ops/settings/grants.notice_days", {"value": 22})

    refused, done = auditor_client.fetch("/api/v1/ops/audit?target_type=&with_system=false").json()["items"][:2]

    assert (done["intent_title"], done["step_title"] + done["thing_title"]) == ("修改系统参数", "新增系统参数")
    assert done["field_titles"]["value"] == "值"
    assert (refused["intent_title"], refused["outcome_label"]) == ("修改系统参数", "已拒绝")
