
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
        ('channels', '0001_initial'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('next', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'conversations_counter',
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('identity_id', models.UUIDField(editable=False)),
                ('channel_id', models.UUIDField(editable=False)),
                ('assignee_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('status', models.CharField(choices=[('open', 'Open'), ('snoozed', 'Snoozed'), ('closed', 'Closed')], default='open', max_length=8)),
                ('subject', models.TextField(blank=True, default='')),
                ('preview', models.TextField(blank=True, default='')),
                ('preview_by', models.CharField(default='in', max_length=4)),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('last_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('snoozed_until', models.DateTimeField(null=True)),
                ('previous_id', models.UUIDField(null=True)),
                ('assignee', nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='conversations', to='accounts.member')),
                ('channel', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='conversations', to='channels.channel')),
                ('identity', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='conversations', to='customers.identity')),
            ],
            options={
                'db_table': 'conversations_conversation',
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('conversation_id', models.UUIDField(editable=False)),
                ('by_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('reopened_at', models.DateTimeField(null=True)),
                ('reopened_by_id', models.UUIDField(null=True)),
                ('conversation', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='closures', to='conversations.conversation')),
            ],
            options={
                'db_table': 'conversations_closure',
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('conversation_id', models.UUIDField(editable=False)),
                ('member_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('by_id', models.UUIDField(null=True)),
                ('reason', models.CharField(max_length=24)),
                ('detail', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('member', nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='assignments', to='accounts.member')),
                ('conversation', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='assignments', to='conversations.conversation')),
            ],
            options={
                'db_table': 'conversations_assignment',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('conversation_id', models.UUIDField(editable=False)),
                ('identity_id', models.UUIDField(editable=False)),
                ('channel_id', models.UUIDField(editable=False)),
                ('author_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('direction', models.CharField(choices=[('in', 'From the customer'), ('out', 'To the customer'), ('note', 'Note')], max_length=4)),
                ('position', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False)),
                ('at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('external_id', models.TextField(blank=True, default='')),
                ('subject', models.TextField(null=True)),
                ('text', models.TextField(null=True)),
                ('quoted', models.TextField(null=True)),
                ('html', models.TextField(null=True)),
                ('auto', models.BooleanField(default=False)),
                ('meta', models.JSONField(default=dict)),
                ('author', nitka.kit.db.models.WorkspaceKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='accounts.member')),
                ('channel', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='channels.channel')),
                ('conversation', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='conversations.conversation')),
                ('identity', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='customers.identity')),
            ],
            options={
                'db_table': 'conversations_message',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('message_id', models.UUIDField(editable=False)),
                ('channel_id', models.UUIDField(editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('read', 'Read'), ('failed', 'Not sent')], default='waiting', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('reason', models.CharField(blank=True, default='', max_length=32)),
                ('detail', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('changed_at', models.DateTimeField(default=nitka.kit.clock.now)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('channel', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='deliveries', to='channels.channel')),
                ('message', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='deliveries', to='conversations.message')),
            ],
            options={
                'db_table': 'conversations_delivery',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('message_id', models.UUIDField(editable=False)),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField(blank=True, default='')),
                ('type', models.CharField(max_length=128)),
                ('size', models.BigIntegerField()),
                ('cid', models.TextField(blank=True, default='')),
                ('inline', models.BooleanField(default=False)),
                ('message', nitka.kit.db.models.WorkspaceKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='attachments', to='conversations.message')),
            ],
            options={
                'db_table': 'conversations_attachment',
            },
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('workspace_id'), models.F('status'), models.OrderBy(models.F('last_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='conversations_by_status'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('workspace_id'), models.F('assignee_id'), models.F('status'), models.OrderBy(models.F('last_at'), descending=True), name='conversations_by_assignee'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['workspace_id', 'identity_id'], name='conversations_of_identity'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'number'), name='conversations_number'),
        ),
        migrations.AddIndex(
            model_name='closure',
            index=models.Index(fields=['workspace_id', 'conversation_id', 'at'], name='conversations_closure_of'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['workspace_id', 'conversation_id', 'at'], name='conversations_assignment_of'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'conversation_id', 'position'], name='conversations_message_thread'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'identity_id', 'position'], name='conversations_message_of'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('external_id', ''), _negated=True), fields=['workspace_id', 'external_id'], name='conversations_message_external'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['next_at'], name='conversations_delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(models.F('workspace_id'), models.OrderBy(models.F('changed_at'), descending=True), condition=models.Q(('state', 'failed')), name='conversations_delivery_failed'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'message_id'), name='conversations_delivery_once'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['workspace_id', 'message_id'], name='conversations_attachment_of'),
        ),
        Isolate("conversation"),
        Isolate("counter"),
        Isolate("assignment", append_only=True),
        Isolate("closure"),
        Isolate("message"),
        Isolate("attachment"),
        Isolate("delivery", queue=True),
    ]
