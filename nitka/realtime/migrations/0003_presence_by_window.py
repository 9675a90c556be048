"""Two windows of one member do not share what they look at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("realtime", "0002_log_by_id_only")]

    operations = [
        migrations.RemoveConstraint(model_name="presence", name="realtime_presence_member"),
        migrations.AddField(model_name="presence", name="tab", field=models.TextField(default="")),
        migrations.RunSQL(
            "alter table realtime_presence alter column tab set default ''",
            "alter table realtime_presence alter column tab drop default",
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=["workspace_id", "member_id", "tab"], name="realtime_presence_window"
            ),
        ),
    ]
