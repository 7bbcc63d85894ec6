from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation_messaging', '0002_channel_settings'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='claim',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='claimed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='sent_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['tenant_id', 'channel', 'sent_at'], name='foundation_delivery_rate'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['person_id', 'channel', 'sent_at'], name='foundation_delivery_day'),
        ),
    ]
