import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'segments_round',
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('customer_id', models.UUIDField()),
                ('recency', models.PositiveSmallIntegerField()),
                ('frequency', models.PositiveSmallIntegerField()),
                ('money', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'segments_score',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'customer_id'), name='segments_score_once')],
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('name', models.CharField(max_length=80)),
                ('definition', models.JSONField()),
                ('names', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('ready', models.CharField(blank=True, default='', max_length=24)),
                ('member_id', models.UUIDField(null=True)),
                ('size', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('changed_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('refill_at', models.DateTimeField(default=nitka.kit.clock.now, null=True)),
                ('refill_why', models.CharField(choices=[('moment', 'Something happened'), ('changed', 'What is known of them changed'), ('time', 'Time went by'), ('merge', 'Two became one, or two again'), ('segment', 'Another segment changed'), ('scores', 'Scores were reckoned anew'), ('definition', 'The segment was defined anew'), ('recount', 'The nightly recount mended it')], default='definition', max_length=12)),
                ('filled_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, default='', max_length=200)),
                ('archived_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'segments_segment',
                'indexes': [models.Index(condition=models.Q(('archived_at', None), ('refill_at__isnull', False)), fields=['refill_at'], name='segments_refill_due'), models.Index(fields=['workspace_id', 'name'], name='segments_by_name')],
            },
        ),
        migrations.CreateModel(
            name='Touch',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('by', models.CharField(max_length=12)),
                ('what', models.JSONField()),
                ('why', models.CharField(choices=[('moment', 'Something happened'), ('changed', 'What is known of them changed'), ('time', 'Time went by'), ('merge', 'Two became one, or two again'), ('segment', 'Another segment changed'), ('scores', 'Scores were reckoned anew'), ('definition', 'The segment was defined anew'), ('recount', 'The nightly recount mended it')], max_length=12)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'segments_touch',
                'indexes': [models.Index(fields=['at'], name='segments_touch_due')],
            },
        ),
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('missing', models.PositiveIntegerField()),
                ('extra', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='recounts', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_recount',
                'indexes': [models.Index(models.F('workspace_id'), models.F('segment_id'), models.OrderBy(models.F('at'), descending=True), name='segments_recount_latest')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('customer_id', models.UUIDField()),
                ('entered', models.BooleanField()),
                ('why', models.CharField(choices=[('moment', 'Something happened'), ('changed', 'What is known of them changed'), ('time', 'Time went by'), ('merge', 'Two became one, or two again'), ('segment', 'Another segment changed'), ('scores', 'Scores were reckoned anew'), ('definition', 'The segment was defined anew'), ('recount', 'The nightly recount mended it')], max_length=12)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='passages', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_passage',
                'indexes': [models.Index(models.F('workspace_id'), models.F('segment_id'), models.OrderBy(models.F('id'), descending=True), name='segments_passage_latest'), models.Index(models.F('workspace_id'), models.F('customer_id'), models.OrderBy(models.F('id'), descending=True), name='segments_passage_of')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('customer_id', models.UUIDField()),
                ('since', models.DateTimeField(default=nitka.kit.clock.now)),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='members', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_membership',
                'indexes': [models.Index(fields=['workspace_id', 'customer_id'], name='segments_of_customer')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'segment_id', 'customer_id'), name='segments_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('definition', models.JSONField()),
                ('member_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='editions', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_edition',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'segment_id', 'number'), name='segments_edition_once')],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('customer_id', models.UUIDField()),
                ('due_at', models.DateTimeField()),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='dues', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_due',
                'indexes': [models.Index(fields=['due_at'], name='segments_due_next')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'segment_id', 'customer_id'), name='segments_due_once')],
            },
        ),
        migrations.CreateModel(
            name='Day',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('segment_id', models.UUIDField(editable=False)),
                ('day', models.DateField()),
                ('size', models.PositiveIntegerField(default=0)),
                ('entered', models.PositiveIntegerField(default=0)),
                ('left', models.PositiveIntegerField(default=0)),
                ('segment', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='days', to='segments.segment')),
            ],
            options={
                'db_table': 'segments_day',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'segment_id', 'day'), name='segments_day_once')],
            },
        ),
        Isolate('segment', queue=True),
        Isolate('edition'),
        Isolate('membership'),
        Isolate('passage'),
        Isolate('day'),
        Isolate('touch', queue=True),
        Isolate('due', queue=True),
        Isolate('score'),
        Isolate('round'),
        Isolate('recount'),
    ]
