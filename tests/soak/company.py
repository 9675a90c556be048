"""A small company, made beside a running house: `python -m tests.soak.company <data> <port of its relay> <how many>`.

Members whose pages look as each of them likes it, and what a desk keeps for use: labels, answers, a macro, a view.
"""

from __future__ import annotations

import os
import sys

LOOKS = {"vera": ("ru", "light"), "ilya": ("en", "dark"), "olga": ("en", "light")}
LABELS = (("возврат", "warn"), ("срочно", "bad"), ("доставка", "accent"), ("благодарность", "good"))
HELLO = "Здравствуйте, это {member.first_name}! Уже смотрим."


def main(relay_port: int, count: int) -> None:
    """As the app, through the verbs."""
    import django  # what follows needs the settings, which need the directory

    django.setup()
    from nitka.accounts.models import User
    from nitka.demo import company
    from nitka.kit.db.tenancy import in_workspace

    workspace = company.make(relay_port=relay_port, count=count)
    for name, (language, theme) in LOOKS.items():
        User.objects.filter(email=f"{name}@uklad.example").update(language=language, theme=theme)
    with in_workspace(workspace.pk):
        _keep()


def _keep() -> None:
    from nitka.accounts.models import Member
    from nitka.conversations import actions
    from nitka.conversations.models import Canned, Label, Macro

    labels = [actions.save_label(label=Label(name=name, tone=tone)) for name, tone in LABELS]
    hello = actions.save_canned(row=Canned(), title="Приветствие", shortcut="hi", text_ru=HELLO, text_en=HELLO)
    missing = "Заказ {order.number} уже едет, курьер позвонит за час."
    actions.save_canned(row=Canned(), title="Заказ в пути", shortcut="way", text_ru=missing, text_en=missing)
    steps = [{"do": "answer", "canned": str(hello.pk)}, {"do": "label", "label": str(labels[0].pk)}, {"do": "close"}]
    actions.save_macro(row=Macro(), title="Ответить и закрыть", steps=steps)
    owner = Member.objects.get(role="owner")
    actions.save_view(name="Датчики", query="датчик is:open", shared=True, by=owner)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    os.environ |= {"NITKA_DATA": sys.argv[1], "NITKA_ROLE": "app"}
    main(int(sys.argv[2]), int(sys.argv[3]))
