"""Keys made before had no end: a year from their making."""

from datetime import timedelta
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    keys = apps.get_model("kernel", "DataKey").objects
    for key in keys.filter(ends_on=None):
        keys.filter(pk=key.pk).update(ends_on=(key.created_at + timedelta(days=365)).date())


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_keys_have_owner_and_end")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
