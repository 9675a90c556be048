"""Another 64 lanes, for kinds that bring thousands a second (`models.HEAVY`)."""

from django.db import migrations

MAKE = "insert into inbound_lane (lane) select generate_series(64, 127) on conflict do nothing"


class Migration(migrations.Migration):
    dependencies = [("inbound", "0002_weight")]

    operations = [migrations.RunSQL(MAKE, "delete from inbound_lane where lane >= 64")]
