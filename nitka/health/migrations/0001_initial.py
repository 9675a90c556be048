"""Processes that say that they live, sizes by the hour, and figures of the database."""

from pathlib import Path

from django.db import migrations, models

import nitka.kit.clock
from nitka.kit.db.operations import Grant

SQL = Path(__file__).parent.parent / "sql" / "figures.sql"
RIGHTS = "select, insert, update, delete"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("moments", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("host", models.CharField(max_length=120)),
                ("pid", models.IntegerField()),
                ("version", models.CharField(max_length=40)),
                ("began_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("figures", models.JSONField(default=dict)),
            ],
            options={"db_table": "health_process"},
        ),
        migrations.RunSQL("alter table health_process set unlogged", "alter table health_process set logged"),
        Grant("Process", app=RIGHTS, worker=RIGHTS),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("at", models.DateTimeField(default=nitka.kit.clock.now, primary_key=True, serialize=False)),
                ("database", models.BigIntegerField()),
                ("free", models.BigIntegerField()),
            ],
            options={"db_table": "health_sample", "ordering": ["at"]},
        ),
        Grant("Sample", app="select, insert, delete", worker="select, insert, delete"),
        migrations.RunSQL(SQL.read_text(), "drop function nitka_health()"),
    ]
