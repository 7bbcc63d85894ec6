
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ops_privacy', '0001_requests'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='subjectrequest',
            index=models.Index(fields=['tenant_id', 'org_path'], name='ops_subject_request_place'),
        ),
    ]
