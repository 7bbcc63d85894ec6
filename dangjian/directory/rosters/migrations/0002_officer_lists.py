"""Lists of officers are a third kind of roster; the column itself stays as it is."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory_rosters", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="importtemplate",
            name="kind",
            field=models.CharField(
                choices=[("organisation", "党组织名册"), ("member", "党员名册"), ("officer", "班子成员名册")],
                max_length=12,
            ),
        ),
    ]
