import django.contrib.postgres.fields
from django.db import migrations, models

import nitka.kit.clock
from nitka.kit.db.operations import Grant

# A member who had a second step before the column was.
HAVE = (
    "update accounts_user set second_step = true where id in"
    " (select user_id from mfa_authenticator where type in ('totp', 'webauthn'))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_members_teams_audit'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='second_step',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Issuer',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=500)),
                ('client_id', models.CharField(max_length=200)),
                ('sealed', models.TextField()),
                ('label', models.CharField(max_length=40)),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=253), size=None)),
                ('by_operator', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'accounts_issuer',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='accounts_issuer_one')],
            },
        ),
        Grant("issuer", app="select, insert, update, delete", worker="select"),
        migrations.RunSQL(HAVE, migrations.RunSQL.noop),
    ]
