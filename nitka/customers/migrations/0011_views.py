from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0010_link_customer'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerView',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('name', models.CharField(max_length=80)),
                ('member_id', models.UUIDField(null=True)),
                ('by_id', models.UUIDField()),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('query', models.CharField(max_length=4000)),
                ('position', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'customers_view',
                'indexes': [models.Index(fields=['workspace_id', 'member_id'], name='customers_view_of')],
            },
        ),
        Isolate('customerview'),
    ]
