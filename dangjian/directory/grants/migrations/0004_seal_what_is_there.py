"""Grants from before are sealed as they are: the half-yearly confirmation shows them to people."""

from typing import Any

from django.db import migrations

from dangjian.directory.grants.models import RoleGrant
from dangjian.kernel.crypto.rowseals import seal_field


def seal_rows(apps: Any, schema_editor: Any) -> None:
    seal = seal_field(RoleGrant)
    assert seal is not None
    rows = apps.get_model("directory_grants", "RoleGrant").objects
    for pk, *values in list(rows.values_list("pk", *seal.columns)):
        rows.filter(pk=pk).update(row_seal=seal.of(values))


class Migration(migrations.Migration):
    dependencies = [
        ("directory_grants", "0003_row_seal"),
        ("kernel", "0009_files_in_quarantine"),
    ]

    operations = [migrations.RunPython(seal_rows, migrations.RunPython.noop)]
