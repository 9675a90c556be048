"""What the desk of «Уклад» keeps for use: labels on what is written about, answers, a macro, views, a file that was
loaded, a message that nobody could read; and what the owner answers in person, who is whom one signs in as."""

from collections.abc import Iterator
from itertools import islice

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.models import Canned, Conversation, Label, Macro
from nitka.demo.people import Person
from nitka.imports import actions as imports
from nitka.imports.actions.begin import read_file
from nitka.imports.actions.steps import chunk
from nitka.imports.models import Import
from nitka.inbound.accept import Raw
from nitka.inbound.actions import set_aside

# Name, tone, by which words of a subject it is put
LABELS = (
    ("партия 24-07", "bad", "датчик протечки|leak sensor"), ("возврат", "warn", "возврат|refund|дважды|twice"),
    ("доставка", "accent", "курьер|доставк|arrived|мастер|монтаж"), ("брак сборки", "warn", "не то|wrong"),
    ("благодарность", "good", "спасибо"), ("до покупки", "accent", "подойдёт|поставить|fit|summer"),
)  # fmt: skip
CANNED = (
    ("Приветствие", "hi", "Здравствуйте, это {member.first_name}! Уже смотрю, что случилось.", "Hello, this is {member.first_name}. Looking into it."),
    ("Партия 24-07", "2407", "Это партия с плохой антенной, меняем по гарантии. Когда удобно принять мастера?", "That batch has a weak antenna, we replace it. When may a technician come?"),
    ("Заказ в пути", "way", "Заказ уже едет, курьер позвонит за час.", "Your order is on its way, the courier will call an hour before."),
    ("Номер партии", "batch", "Пришлите, пожалуйста, номер партии с наклейки на крышке.", "Could you send the batch number on the lid, please?"),
)  # fmt: skip
VIEWS = (("Датчики", "датчик статус:открыто"), ("Ждут давно", "статус:открыто статус:ждёт"))
OWN = 4  # conversations that the owner took, at the most
LOADED = 40  # customers in the file of the shop on Dmitrovka


def equip(members: list[Member], people: list[Person], chat: Channel) -> None:
    """By the verbs, as the owner."""
    owner = members[0]
    labels = [actions.save_label(label=Label(name=name, tone=tone)) for name, tone, _ in LABELS]
    for label, (_, _, words) in zip(labels, LABELS, strict=True):
        about = Conversation.objects.filter(subject__iregex=words).order_by("-last_at")
        actions.put_labels(conversations=list(about[:400]), on=[label], by=owner)
    rows = [
        actions.save_canned(row=Canned(), title=title, shortcut=shortcut, text_ru=ru, text_en=en)
        for title, shortcut, ru, en in CANNED
    ]
    steps = [{"do": "answer", "canned": str(rows[1].pk)}, {"do": "label", "label": str(labels[0].pk)}]
    actions.save_macro(row=Macro(), title="Партия 24-07: извиниться и пометить", steps=steps)
    for name, query in VIEWS:
        actions.save_view(name=name, query=query, shared=True, by=owner)
    # Of colleagues, too: at some hours nothing is nobody's, and what is must not all be taken
    begun = list(Conversation.objects.filter(status="open").order_by("-last_at"))
    actions.assign_many(conversations=begun[::2][:OWN], member=owner, by=owner)
    load(owner, till(people))
    empty = {"id": "no-words", "text": " ", "files": []}  # what an old application of the shop sends
    raw = Raw(chat.workspace_id, chat.pk, "chat.message", "old-app:1", "old-app", empty)
    set_aside(item=raw, reason="unreadable", detail="a message without words and files")


def load(by: Member, data: bytes) -> Import:
    """The file, taken as far as loaded without a worker."""
    made = imports.begin(by=by, name="касса-дмитровка.csv", pieces=[data])
    read_file(made)
    made.refresh_from_db()
    imports.settle(of=made, mapping=made.mapping, keeps=True, source="till")
    for verb in (imports.try_it, imports.run):
        made.refresh_from_db()
        verb(of=made)
        made.refresh_from_db()
        while made.working:
            chunk(made)
    return made


def till(people: list[Person]) -> bytes:
    """The customers of the till, as its program writes them: some known, some with a slip."""
    return ("\r\n".join(["id;ФИО;тел;E-mail;Город;Баллы", *_rows(people)]) + "\r\n").encode("cp1251")


def _rows(people: list[Person]) -> Iterator[str]:
    for n, person in enumerate(islice((one for one in people if one.language == "ru"), LOADED)):
        phone = person.phone if n % 11 else "нет"
        email = person.email if n % 7 else person.email.replace("@", " ")
        yield f"{1000 + n};{person.name};{phone};{email};Москва;{n * 15}"
