from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_ways_out'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('assigned', 'A conversation was given to me'), ('team', 'A conversation came to my team'), ('mentioned', 'I was mentioned in a note'), ('replied', 'A customer wrote in a conversation of mine, or one I follow'), ('woken', 'A conversation I put aside is back'), ('rated', 'A customer of mine was unhappy'), ('task', 'A task was given to me'), ('late', 'A task of mine is overdue'), ('failed', 'An answer of mine did not go out'), ('mailbox', 'A mailbox cannot be read'), ('webhook', 'A webhook was switched off'), ('security', 'Somebody signed in as me on a new device')], max_length=9),
        ),
    ]
