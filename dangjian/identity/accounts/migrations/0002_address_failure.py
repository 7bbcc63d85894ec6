from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity_accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AddressFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_key", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("tenant_id", models.UUIDField(null=True)),
                ("failed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "identity_address_failure",
                "indexes": [models.Index(fields=["address_key", "failed_at"], name="identity_address_failure_at")],
            },
        ),
    ]
