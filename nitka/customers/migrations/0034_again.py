from django.db import migrations, models


class Migration(migrations.Migration):
    """What is said again of a consent moves when its line was last said; of all else the journal only grows."""

    dependencies = [("customers", "0033_find_farther")]

    operations = [
        migrations.AddField("consent", "again_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "grant update (again_at) on customers_consent to nitka_app, nitka_worker", migrations.RunSQL.noop
        ),
    ]
