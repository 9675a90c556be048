"""A small company, made beside a running house: `python -m tests.soak.company <data> <port of its relay> <how many>`.

Members whose pages look as each of them likes it, a label, an answer and a macro beside what the demo keeps for use.
"""

from __future__ import annotations

import os
import sys

LOOKS = {"vera": ("ru", "light"), "ilya": ("en", "dark"), "olga": ("en", "light")}
UNKNOWN = "Заказ {order.number} уже едет."  # who has no order leaves it for the member to fill


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
    from nitka.conversations import actions
    from nitka.conversations.models import Canned, Label, Macro

    hello, returns = Canned.objects.get(title="Приветствие"), Label.objects.get(name="возврат")
    actions.save_label(label=Label(name="срочно", tone="bad"))
    actions.save_canned(row=Canned(), title="Где заказ", shortcut="where", text_ru=UNKNOWN, text_en=UNKNOWN)
    steps = [{"do": "answer", "canned": str(hello.pk)}, {"do": "label", "label": str(returns.pk)}, {"do": "close"}]
    actions.save_macro(row=Macro(), title="Ответить и закрыть", steps=steps)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    os.environ |= {"NITKA_DATA": sys.argv[1], "NITKA_ROLE": "app"}
    main(int(sys.argv[2]), int(sys.argv[3]))
