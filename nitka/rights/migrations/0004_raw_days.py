from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0003_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='habits',
            name='raw_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
