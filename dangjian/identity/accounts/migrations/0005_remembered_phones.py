from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity_accounts", "0004_names_as_digests")]

    operations = [
        migrations.AddField(
            model_name="websession",
            name="full_until",
            field=models.DateTimeField(null=True),
        ),
    ]
