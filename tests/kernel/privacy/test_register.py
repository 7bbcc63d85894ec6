"""The register of fields: nothing of ours without class, purpose, basis, retention and masking."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models

from dangjian.directory.members.models import Person
from dangjian.kernel.crypto.fields import EncryptedTextField
from dangjian.kernel.models import Setting
from dangjian.kernel.privacy import DUTY, DataClass, declaration_of, entries, keep, problems_of
from dangjian.kernel.privacy import declaring as register_module
from dangjian.kernel.privacy.entries import own_models

LIBRARY_TABLES = {
    "contenttypes.ContentType", "auth.Permission", "auth.Group",  # names of tables and rights, no people
    "account.EmailAddress", "account.EmailConfirmation",  # never filled: nobody signs in by mail
    "mfa.Authenticator",  # the secret of the second factor, sealed by the adapter of identity.accounts
}  # fmt: skip
"""Tables of libraries, each with the reason why the register need not name its columns."""


@pytest.fixture
def declared() -> Iterator[None]:
    """What a test declares is forgotten again."""
    before = dict(register_module._declared)
    yield
    register_module._declared.clear()
    register_module._declared.update(before)


def test_sec_data_01_every_column_has_class_purpose_basis_retention_and_masking() -> None:
    rows = entries()

    assert checks.run_checks(tags=[checks.Tags.security]) == []
    assert {(row.table, row.field) for row in rows} == {
        (model._meta.label, column.name) for model in own_models() for column in model._meta.concrete_fields
    }
    assert all(row.purpose and row.basis and row.retention and row.masking for row in rows)
    assert {model._meta.label for model in apps.get_models()} - {row.table for row in rows} == LIBRARY_TABLES


def test_sec_data_01_a_column_without_an_entry_stops_the_start(monkeypatch: pytest.MonkeyPatch, declared: None) -> None:
    class Probe(models.Model):
        nickname = models.CharField(max_length=10)

        class Meta:
            app_label = "kernel"
            apps = Apps()

    assert [(name, text[:12]) for _, name, text in problems_of([Probe])] == [("", "has no entry")]
    keep(Probe, purpose="x", basis="x", retention="系统使用期间")
    assert [(name, text[:12]) for _, name, text in problems_of([Probe])] == [("nickname", "has no class")]

    declaration = declaration_of(Setting)
    assert declaration is not None
    monkeypatch.delitem(declaration.fields, "value")
    with pytest.raises(SystemCheckError, match=r"kernel\.Setting\.value has no class"):
        call_command("check", "--tag", "security")
    with pytest.raises(SystemCheckError, match=r"kernel\.Setting\.value has no class"):
        call_command("serve", skip_checks=False)


@pytest.mark.usefixtures("declared")
def test_sec_data_01_sensitive_columns_are_sealed_or_say_why_not() -> None:
    class Probe(models.Model):
        number = models.CharField(max_length=18)
        letter = EncryptedTextField(data_class="C4", purpose="来信")

        class Meta:
            app_label = "kernel"
            apps = Apps()

    keep(Probe, purpose="x", basis="x", retention="系统使用期间", sensitive="number=证件号 letter", about="id")

    assert sorted((name, text[:24]) for _, name, text in problems_of([Probe])) == [
        ("letter", "holds personal data and "),
        ("letter", "is sealed as C4 but regi"),
        ("number", "is C3 and not encrypted:"),
    ]


def test_sec_data_01_the_record_of_processing_is_exported() -> None:
    out = io.StringIO()
    call_command("privacy_register", "--personal", stdout=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    number = next(row for row in rows if (row["数据表"], row["字段"]) == ("directory_members.Person", "id_number"))

    assert number == {
        "数据表": "directory_members.Person",
        "字段": "id_number",
        "名称": "公民身份号码",
        "级别": "C3",
        "目的": "身份核对与党员信息去重",
        "依据": DUTY,
        "保存期限": "长期保存（党员档案和组织工作记录）",
        "显示方式": "只显示前 4 位和后 2 位",
        "是否加密": "是",
        "未加密的理由": "",
    }
    assert {row["级别"] for row in rows} == {"C2", "C3"}
    out = io.StringIO()
    call_command("privacy_register", "--format", "json", stdout=out)
    assert len(json.loads(out.getvalue())) == len(entries())


def test_sec_pi_04_each_field_of_the_record_names_its_purpose_and_the_optional_ones_may_stay_empty() -> None:
    """Only the name, the branch and the category are asked for; everything else of a person may be left out."""
    needed = {
        column.name
        for column in Person._meta.concrete_fields
        if not column.null and not column.blank and not column.has_default() and column.editable
    }
    lines = {row.field: row for row in entries() if row.table == "directory_members.Person"}

    assert needed == {"organisation", "name", "person_category"}
    assert all(row.purpose for row in lines.values())
    assert lines["id_number"].data_class is DataClass.SENSITIVE
