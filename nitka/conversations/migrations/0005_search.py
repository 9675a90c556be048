from pathlib import Path

import django.contrib.postgres.search
import django.db.models.functions.datetime
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.ids
from nitka.kit.db.operations import Grant, Isolate

SQL = Path(__file__).parent.parent / "sql"
INDEXES = """
create index conversations_search_words on conversations_search using gin (workspace_id, week, words)
    with (gin_pending_list_limit = 1024);
create index conversations_word_like on conversations_word using gin (workspace_id, word gin_trgm_ops);
alter table conversations_word set (fillfactor = 70);
"""
EARLIER = "insert into conversations_search_todo (workspace_id, message_id) select workspace_id, id from conversations_message order by id desc"


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_together'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchTodo',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField()),
                ('message_id', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=nitka.kit.clock.now)),
            ],
            options={
                'db_table': 'conversations_search_todo',
            },
        ),
        migrations.CreateModel(
            name='Searched',
            fields=[
                ('id', models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ('conversation_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('week', models.IntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'db_table': 'conversations_search',
                'indexes': [models.Index(fields=['workspace_id', 'conversation_id', 'at'], name='conversations_search_of'), models.Index(models.F('workspace_id'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='conversations_search_latest')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('pk', models.CompositePrimaryKey('workspace_id', 'word', blank=True, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField()),
                ('word', models.TextField(db_collation='C')),
                ('stem', models.TextField(db_collation='C')),
                ('n', models.PositiveIntegerField()),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'conversations_word',
                'indexes': [models.Index(fields=['workspace_id', 'stem'], name='conversations_word_stem')],
            },
        ),
        Isolate("searched"),
        Isolate("word", partitioned=True),
        Grant("searchtodo", app="select", worker="select, delete"),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        *(
            migrations.RunSQL((SQL / f"search_{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("words", "index", "find")
        ),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
