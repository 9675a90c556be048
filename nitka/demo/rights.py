"""Requests about personal data, one or two of each state."""

from datetime import timedelta

from nitka.accounts.models import Member
from nitka.customers.queries import visible_to
from nitka.kit import clock
from nitka.rights.actions import close, note, point_out, receive, take

# kind, way, days ago, in words, how it ended
_ASKED = (
    ("export", "letter", 3, "Пришлите, пожалуйста, всё, что вы обо мне храните.", ""),
    ("erasure", "chat", 13, "Удалите мои данные, я больше не буду у вас покупать.", ""),
    ("rectification", "call", 1, "Поменяла фамилию, исправьте в договоре и в карте.", ""),
    ("restriction", "paper", 40, "Прекратите обработку до решения спора о доставке.", "done"),
    ("export", "person", 60, "Копия данных на руки.", "done"),
    ("erasure", "letter", 25, "Удалите всё. Заказ ещё в пути.", "withdrawn"),
)


def ask(owner: Member) -> None:
    """Written down by the owner, the older ones done."""
    people = list(visible_to(None).exclude(name="").order_by("-last_at", "pk")[4 : 4 + len(_ASKED)])
    for customer, (kind, way, days, words, ended) in zip(people, _ASKED, strict=False):
        at = clock.now() - timedelta(days=days)
        made = receive(customer=customer, kind=kind, way=way, words=words, received_at=at, member=owner)
        take(request=made, member=owner)
        if kind == "rectification":
            point_out(request=made, code="name", asked=f"{customer.name.split()[0]} Вереск", by=owner)
        if ended:
            note(request=made, text="Личность проверена по паспорту.", by=owner)
            close(request=made, state=ended, by=owner)
