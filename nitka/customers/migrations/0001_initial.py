import django.db.models.deletion
from django.db import migrations, models

import nitka.kit.clock
import nitka.kit.context
import nitka.kit.db.models
import nitka.kit.ids
from nitka.kit.db.operations import Isolate


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("name", models.TextField(blank=True, default="")),
                ("language", models.CharField(blank=True, default="", max_length=2)),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("merged_into_id", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "db_table": "customers_customer",
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="customers_latest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("customer_id", models.UUIDField(editable=False)),
                ("kind", models.CharField(max_length=16)),
                ("value", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                (
                    "status",
                    models.CharField(
                        choices=[("verified", "Verified"), ("stated", "Stated"), ("guessed", "Guessed")], max_length=8
                    ),
                ),
                ("created_at", models.DateTimeField(default=nitka.kit.clock.now)),
                (
                    "customer",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="identities",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "db_table": "customers_identity",
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("identity_id", models.UUIDField(editable=False)),
                ("customer_id", models.UUIDField(editable=False)),
                ("rule", models.CharField(max_length=32)),
                ("merge_id", models.UUIDField(null=True)),
                ("member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=nitka.kit.clock.now)),
                (
                    "customer",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="links", to="customers.customer"
                    ),
                ),
                (
                    "identity",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="links", to="customers.identity"
                    ),
                ),
            ],
            options={
                "db_table": "customers_link",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("into_id", models.UUIDField(editable=False)),
                ("source_id", models.UUIDField(editable=False)),
                ("why", models.TextField(blank=True, default="")),
                ("member_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.UUIDField(null=True)),
                (
                    "into",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="merges", to="customers.customer"
                    ),
                ),
                (
                    "source",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="merged", to="customers.customer"
                    ),
                ),
            ],
            options={
                "db_table": "customers_merge",
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=nitka.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField(default=nitka.kit.context.require_workspace, editable=False)),
                ("identity_id", models.UUIDField(editable=False)),
                ("claimant_id", models.UUIDField(editable=False)),
                ("at", models.DateTimeField(default=nitka.kit.clock.now)),
                ("decision", models.CharField(blank=True, default="", max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_id", models.UUIDField(null=True)),
                (
                    "claimant",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="claims", to="customers.identity"
                    ),
                ),
                (
                    "identity",
                    nitka.kit.db.models.WorkspaceKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="proposals",
                        to="customers.identity",
                    ),
                ),
            ],
            options={
                "db_table": "customers_proposal",
            },
        ),
        migrations.AddIndex(
            model_name="identity",
            index=models.Index(fields=["workspace_id", "customer_id"], name="customers_identity_of"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(
                fields=("workspace_id", "kind", "value"), name="customers_identity_once"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["workspace_id", "identity_id", "at"], name="customers_link_of"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(
                models.F("workspace_id"), models.OrderBy(models.F("at"), descending=True), name="customers_merge_latest"
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["workspace_id", "claimant_id"], name="customers_proposal_of"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("workspace_id", "identity_id", "claimant_id"), name="customers_proposal_once"
            ),
        ),
        Isolate("customer"),
        Isolate("identity"),
        Isolate("link", append_only=True),
        Isolate("merge"),
        Isolate("proposal"),
    ]
