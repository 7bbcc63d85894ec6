"""Names ever given out stay as keyed digests only, so that an erased account leaves none behind (SEC-PI-07)."""

from typing import Any

from django.db import migrations, models

from dangjian.identity.accounts.directory import name_digest


def digest_names(apps: Any, schema_editor: Any) -> None:
    taken = apps.get_model("identity_accounts", "TakenName").objects
    for row in list(taken.all()):
        taken.create(digest=name_digest(row.digest), taken_at=row.taken_at)
        taken.filter(pk=row.pk).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("identity_accounts", "0003_device_keys"),
        ("kernel", "0009_files_in_quarantine"),
    ]

    operations = [
        migrations.RenameField("TakenName", "login_key", "digest"),
        migrations.RunPython(digest_names, migrations.RunPython.noop),
    ]
