"""Room for the seal of each grant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory_grants", "0002_standing_in_and_confirming")]

    operations = [
        migrations.AddField("rolegrant", "row_seal", models.CharField(default="", editable=False, max_length=64)),
    ]
