from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_audit_seal")]

    operations = [
        migrations.AddField("datakey", "owner", models.CharField(default="平台管理员", max_length=80)),
        migrations.AddField("datakey", "ends_on", models.DateField(null=True)),
        migrations.AddField("datakey", "usable_from", models.DateTimeField(null=True)),
        migrations.AddField("datakey", "replaced_at", models.DateTimeField(null=True)),
        migrations.AddField("datakey", "emptied_at", models.DateTimeField(null=True)),
    ]
