"""Who wants no more questions is a line of the journal of consents."""

import json

from django.db import migrations

NAMES = {"en": "Surveys", "ru": "Опросы"}
TEXTS = {
    "en": "I agree to be asked for my opinion. I can withdraw my consent at any time.",
    "ru": "Я согласен отвечать на вопросы о качестве. Отозвать согласие можно в любой момент.",
}
PURPOSES = """
insert into customers_purpose (id, workspace_id, code, names, created_at)
select uuidv7(), o.workspace_id, 'surveys', %(names)s::jsonb, min(o.at) from feedback_opt_out o group by o.workspace_id
on conflict (workspace_id, code) do nothing
"""
WORDINGS = """
insert into customers_wording (id, workspace_id, purpose_id, version, texts, at)
select uuidv7(), p.workspace_id, p.id, 1, %(texts)s::jsonb, p.created_at from customers_purpose p
where p.code = 'surveys' and not exists (select from customers_wording w
  where w.workspace_id = p.workspace_id and w.purpose_id = p.id)
"""
WITHDRAWALS = """
insert into customers_consent
  (id, workspace_id, identity_id, purpose_id, answer, everywhere, way, language, at, noted_at)
select uuidv7(), o.workspace_id, o.identity_id, p.id, 'withdrawn', true, 'page', '', o.at, o.at
from feedback_opt_out o join customers_purpose p on p.workspace_id = o.workspace_id and p.code = 'surveys'
"""


def move(apps, schema_editor):
    names, texts = (json.dumps(words, ensure_ascii=False) for words in (NAMES, TEXTS))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(PURPOSES, {"names": names})
        cursor.execute(WORDINGS, {"texts": texts})
        cursor.execute(WITHDRAWALS)


class Migration(migrations.Migration):

    dependencies = [
        ("feedback", "0001_initial"),
        ("customers", "0013_rank"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="OptOut"),
    ]
