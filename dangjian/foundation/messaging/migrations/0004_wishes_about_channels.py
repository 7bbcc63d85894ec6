from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation_messaging', '0003_claims_of_deliveries'),
    ]

    operations = [
        migrations.AddField(
            model_name='messagepreference',
            name='digest_at',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='messagepreference',
            name='first_channel',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
