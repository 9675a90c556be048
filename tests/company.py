"""A company with a row in every table, made as life makes it; two of them hold the same data."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from nitka.accounts.actions import create_team, create_token, delete_team, invite, set_brand
from nitka.accounts.models import Member, Role, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.api.models import Answer
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.actions import uploads
from nitka.conversations.models import Canned, Conversation, Delivery, Habits, Label, Macro, Message, Regrouping
from nitka.conversations.queries import way_to
from nitka.conversations.search.tests.searching import indexed
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, mail, said
from nitka.customers.actions import (
    Claim,
    CompanyWord,
    Likely,
    Trait,
    Word,
    account_of,
    affiliate,
    change_attribute,
    decide_all,
    describe,
    describe_all,
    enter,
    found_company,
    give_customers,
    identify,
    merge,
    note_consents,
    override,
    propose,
    put_labels,
    save_label,
    state,
    tell_companies,
    undo,
    write_note,
)
from nitka.customers.actions import save_view as keep_list
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.actions.shared import sight
from nitka.customers.models import AttributeUse, Identity, Lesson, Proposal, Removal
from nitka.customers.models import Label as CustomerLabel
from nitka.customers.queries import visible_to
from nitka.customers.rounds import Round
from nitka.customers.rules import DEFAULT
from nitka.feedback.actions import tasks
from nitka.feedback.actions.rate import rate
from nitka.feedback.actions.rules import set_rule
from nitka.feedback.models import RatingRequest, Task
from nitka.imports.tests.factories import walked
from nitka.inbound.accept import Raw
from nitka.kit import clock
from nitka.kit.db.shared import SHARED
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import add
from nitka.moments.collector.sources import create_source
from nitka.moments.hooks.verbs import create_hook
from nitka.moments.models import Arrival, Payload
from nitka.moving.tests.factories import told
from nitka.notices.actions import register
from nitka.notices.models import Notice, Sending, Sweep, Wishes
from nitka.realtime.actions import beat
from nitka.rights.actions import order_copy, order_erasure, point_out, receive, set_habits
from nitka.rights.actions.export import go_on as make_copy
from nitka.segments.actions import make_segment
from nitka.segments.actions.judge import fill
from nitka.segments.models import Due, Recount, Score, Segment
from nitka.segments.models import Round as Night
from nitka.sending import actions as sending
from nitka.webhooks import actions as webhooks


@dataclass
class Company:
    """A workspace, who works there, and what only it has."""

    workspace: Workspace
    member: Member
    secret: str  # of its API token
    mark: str  # a word in every text of it
    ids: dict[str, UUID] = field(default_factory=dict)  # table → a row
    numbers: list[int] = field(default_factory=list)


def company(mark: str, visitors: int = 3) -> Company:
    """A filled company."""
    workspace = accounts.workspace(name=f"Уклад {mark}")
    member = accounts.member(workspace, name=f"Вера {mark}", role=Role.OWNER)
    made = Company(workspace, member, create_token(workspace=workspace, name=mark)[1], mark)
    _talk(made, visitors)
    with in_workspace(workspace.id):
        _people(made)
        _work(made)
    _letter(made)
    indexed()
    with in_workspace(workspace.id):
        refresh_stale()  # what the worker keeps of customers; the file makes it stale again
        _segments(made)
        _file(made)
        told(made.member, made.mark)
        made.ids |= {table: key for table in guarded() if (key := _first(table))}
        note = Message.objects.filter(direction="note").latest("id")
        made.ids["a note"] = note.pk
        made.ids["a chat"] = Channel.objects.filter(kind="chat").latest("id").pk
        made.ids["an address they stated"] = Identity.objects.get(value=f"late@{made.mark}.example").pk
        stated = Proposal.objects.exclude(why="computed").filter(claimant__conversations__isnull=False)
        made.ids["a proposal they stated"] = stated.latest("id").pk
        made.numbers = sorted(Conversation.objects.values_list("number", flat=True))
    return made


def _people(made: Company) -> None:
    gone = create_team(name=f"Бывшая {made.mark}")
    delete_team(team=gone)
    made.ids["a deleted team"] = gone.pk
    create_team(name=f"Смена {made.mark}", member_ids=[made.member.pk])
    invite(by=made.member, email=f"marat@{made.mark}.example")
    set_brand(
        workspace=made.workspace, name=made.workspace.name, language="ru", timezone="Europe/Moscow", colour="#304bb1",
        signatures={"ru": made.mark}, logo=b"\x89PNG\r\n\x1a\n" + made.mark.encode(),
    )  # fmt: skip


def _file(made: Company) -> None:
    """Customers from a file, one of its rows wrong."""
    table = f"id;ФИО;E-mail\n1;Зоя {made.mark};zoya@{made.mark}.example\n2;;\n"
    walked(made.member, f"{made.mark}.csv", table.encode())
    firms = f"id;Компания;Сайт\n1;Астра {made.mark};astra-{made.mark}.example\n"
    walked(made.member, f"{made.mark}-firms.csv", firms.encode())
    orders = f"Номер заказа;Дата;E-mail;Сумма\n{made.mark};12.03.2026;zoya@{made.mark}.example;100\n"
    walked(made.member, f"{made.mark}-orders.csv", orders.encode())


def guarded() -> list[str]:
    """The tables under a policy that have an id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relrowsecurity"
            " and not c.relispartition and a.attname = 'id' order by 1"
        )
        return [name for (name,) in cursor.fetchall() if name not in SHARED]


def snapshot(of: Company) -> dict[str, Any]:
    """Every row of a company, condensed: equal before and after means nobody touched it."""
    with in_workspace(of.workspace.id), connection.cursor() as cursor:
        found = {}
        for table in guarded():
            cursor.execute(f"select count(*), md5(string_agg(t::text, '' order by id)) from {table} t")
            found[table] = cursor.fetchone()
        return found


def _first(table: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} order by id desc limit 1")
        row = cursor.fetchone()
        return row[0] if row else None


def _talk(made: Company, visitors: int) -> None:
    here = chat(made.workspace, name=f"Чат {made.mark}")
    mail(made.workspace, f"{made.workspace.slug}@uklad.example", name=f"Почта {made.mark}")
    with in_workspace(made.workspace.id):
        receipt = uploads.keep(session=uuid4(), data=made.mark.encode())
    file = {"name": "чек.txt", "type": "text/plain", "size": len(made.mark), "sha256": receipt}
    words = f"Где заказ? {made.mark}"
    arrive(*(said(here, f"{made.mark}{n}", words, files=[file]) for n in range(visitors)), said(here, "bad", ""))
    digest_all()
    for n in (0, 1):  # the second makes it a proposal
        arrive(contact(here, f"{made.mark}{n}", email=f"anna@{made.mark}.example", name=f"Анна {made.mark}"))
        digest_all()


def _letter(made: Company) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = f"Anna <anna3@{made.mark}.example>", f"{made.workspace.slug}@uklad.example"
    letter["Subject"], letter["Message-ID"] = f"Заказ {made.mark}", f"<1@{made.mark}.example>"
    letter.set_content(f"Где заказ? {made.mark}")
    letter.add_alternative(f"<p>Где заказ? <b>{made.mark}</b></p>", subtype="html")
    with in_workspace(made.workspace.id):
        channel = Channel.objects.get(kind="email")
    sender = f"anna3@{made.mark}.example"
    arrive(
        Raw(made.workspace.id, channel.pk, "mail", f"1@{made.mark}#", sender, {"mail_from": sender}, letter.as_bytes())
    )
    digest_all()


def _work(made: Company) -> None:
    actions.save_view(name=f"Вид {made.mark}", query="is:open", shared=False, by=made.member)
    keep_list(name=f"Список {made.mark}", query="mood=unhappy", shared=False, by=made.member)
    conversations = list(Conversation.objects.order_by("number"))
    given = Identity.objects.filter(kind="email", status="stated").earliest("created_at")
    actions.ask_to_confirm(conversation=conversations[0], identity=given, claimant=conversations[0].identity)
    for conversation in conversations:
        _answer(made, conversation)
        actions.note(conversation=conversation, text=f"Заметка {made.mark}", author=made.member)
        actions.close(conversation=conversation, by=made.member)
    Delivery.objects.update(state="failed", reason="timeout")
    for request in RatingRequest.objects.all():
        rate(request_id=request.pk, score=1, comment=f"Плохо {made.mark}")
    for task in Task.objects.order_by("number")[:1]:
        tasks.close(task_id=task.pk, done=f"Вернули {made.mark}", cause="wait", member=made.member)
    set_rule(channel_id=conversations[0].channel_id)
    _begin(made, given)
    for conversation in conversations[1:]:
        actions.reopen(conversation=conversation, by=made.member)
    twin, _ = enter(claims=[Claim("email", f"anna2@{made.mark}.example")], name=f"Анна {made.mark}")
    survivor = visible_to(None).exclude(pk=twin.pk).latest("id")
    merge(into=survivor, source=twin, why=made.mark)
    describe(customer=twin, attributes={"city": f"Мытищи {made.mark}"})
    firm = found_company(name=f"Ромашка {made.mark}", domains=[f"{made.mark}.example"])
    affiliate(company=firm, customer=twin, role=f"Бухгалтер {made.mark}", member_id=made.member.pk)
    write_note(customer=twin, text=f"Звонить после шести {made.mark}", member_id=made.member.pk)
    put_labels(customers=[survivor], on=[save_label(label=CustomerLabel(name=f"Опт {made.mark}"))], by=made.member.pk)
    give_customers(customers=[survivor], to=made.member, by=made.member.pk)
    Lesson.objects.create(number=1, weights={"": 0.1, "said": 1.0}, decisions=60, same=20, better=True, adopted=True)
    agreed = Word(account_of(twin).pk, "marketing", "given", "call", member_id=made.member.pk, proof=made.mark)
    note_consents([agreed])
    add(identity_id=account_of(twin).pk, kind="order.placed", data={"order": f"7-{made.mark}"})
    source, _ = create_source(workspace=made.workspace, name=f"Сайт {made.mark}")
    endpoint = webhooks.create(url=f"https://{made.mark}.example/hook", types=["rating.given", "message.sent"])
    webhooks.example(endpoint=endpoint, type="rating.given")
    webhooks.happened("rating.given", [source.pk])
    sending.try_out(schedule=sending.keep(by=made.member, given={
        "list": "customers", "format": "csv", "every": "day", "weekday": 0, "hour": 6, "place": "s3", "region": "",
        "address": f"https://s3.{made.mark}.example", "bucket": f"lists-{made.mark}".lower(), "folder": made.mark,
        "login": made.mark, "secret": made.mark,
    }))  # fmt: skip
    trait = Trait(account_of(twin).customer_id, "pet", f"Кот {made.mark}", clock.now())
    describe_all([trait], origin="collector", apart=True)
    AttributeUse.objects.create(key="pet", place="column", day=clock.now().date())
    Removal.objects.create(key="pet", day=clock.now().date(), customers=3, days=30)
    tell_companies([CompanyWord(source.pk, made.mark, account_of(twin).pk, clock.now(), f"Лютик {made.mark}")])
    hook = create_hook(workspace=made.workspace, name=f"Касса {made.mark}", preset="tilda")
    Payload.objects.create(hook_id=hook.pk, body=made.mark)
    now = clock.now()
    Arrival.objects.create(source_id=source.pk, type="track", name=made.mark, key="1", received_at=now, at=now)
    Answer.objects.create(key=made.mark, request="", status=201, body=made.mark)
    set_habits(law="152-fz", grace_hours=24, backup_days=30)
    asked = receive(customer=twin, kind="erasure", way="letter", words=f"Забудьте {made.mark}", member=made.member)
    order_erasure(request=asked, by=made.member)
    stopped = receive(customer=twin, kind="restriction", way="letter", member=made.member)
    made.ids["a restriction"] = stopped.pk
    wanted = receive(customer=twin, kind="export", way="letter", member=made.member)
    make_copy(made.workspace.pk, order_copy(request=wanted, by=made.member).pk)
    made.ids["a wish for a copy"] = wanted.pk
    wrong = receive(customer=twin, kind="rectification", way="letter", member=made.member)
    point_out(request=wrong, code="name", asked=f"Инна {made.mark}", by=made.member)
    _apart(made)
    _together(made, conversations)
    beat(member_id=made.member.pk, conversation_id=conversations[0].pk)
    _noticed(made, conversations[0])
    by = Identity.objects.get(pk=conversations[0].identity_id)
    state(by, Claim("email", f"late@{made.mark}.example", status="stated"))


def _begin(made: Company, to: Identity) -> None:
    """A letter that a member has begun to write."""
    begun = actions.Begun(identity_id=to.pk, subject=f"Акт {made.mark}", text=f"Готово {made.mark}")
    actions.keep_beginning(key=uuid4(), member=made.member, known=0, begun=begun)


def _refused(made: Company) -> None:
    """Two pairs that were refused with one action."""
    found = [enter(claims=[Claim("email", f"pair{n}@{made.mark}.example")])[0] for n in range(3)]
    one, other, third = (Identity.objects.get(customer_id=each.pk, kind="email").pk for each in found)
    propose([Likely(one, other, 0.2, []), Likely(one, third, 0.2, [])])
    keys = Proposal.objects.filter(identity_id=one).values_list("pk", flat=True)
    made.ids["a handful"] = uuid4()
    decide_all(proposals=list(keys), accept=False, handful=made.ids["a handful"], member_id=made.member.pk)


def _apart(made: Company) -> None:
    """Two whom a person took apart again, a telephone that too many have, rules of one's own."""
    _refused(made)
    two = [Claim("phone", f"+7916{made.workspace.pk.int % 10**6:06}{n}", made.mark) for n in range(2)]
    one, other = (found.customer for found in identify(two).values())
    undo(merge=merge(into=one, source=other, why=made.mark))
    shared = Identity.objects.get(kind="phone", value=two[0].value)
    sight([(shared, identity) for identity in Identity.objects.exclude(customer_id=one.pk)[:4]], DEFAULT)
    Round.objects.create(whole=True, ended_at=clock.now())
    change_attribute(by=made.member, query="", ticked=[one.pk], key="city", value=f"Химки {made.mark}")
    override(changes={"kinds": {"phone": {"shared": 3}}}, member_id=made.member.pk)


def _noticed(made: Company, conversation: Conversation) -> None:
    """What a member hears of; what waits to be told is there already."""
    Notice.objects.create(member_id=made.member.pk, kind="mentioned", about_id=conversation.pk, cause_id=uuid4())
    Wishes.objects.create(member_id=made.member.pk)
    target = {"endpoint": f"https://push.{made.mark}.example/1", "p256dh": "", "auth": "", "session": ""}
    register(member=made.member, target=target, name=f"Firefox {made.mark}")  # type: ignore[arg-type]
    Sending.objects.create(member_id=made.member.pk, way="mail", notice_id=uuid4(), state="failed", next_at=None)
    Sweep.objects.create(pk=made.workspace.pk, until=clock.now())


def _segments(made: Company) -> None:
    """A segment with people in it; what waits to be judged is there already."""
    segment = make_segment(name=f"Важные {made.mark}", definition={"all": [{"is": "contact", "kind": "email"}]},
                           member_id=made.member.pk)  # fmt: skip
    firms = make_segment(name=f"Организации {made.mark}",
                         definition={"of": "companies", "all": [{"is": "people", "at_most": 1000}]})  # fmt: skip
    for one in (segment, firms):
        fill(Segment.objects.get(pk=one.pk))
    someone = Identity.objects.filter(kind="email").first()
    assert someone is not None
    Due.objects.create(segment_id=segment.pk, customer_id=someone.customer_id, due_at=clock.now() + timedelta(days=9))
    Score.objects.create(customer_id=someone.customer_id, recency=5, frequency=5, money=5)
    Recount.objects.create(segment_id=segment.pk, missing=0, extra=0)
    Night.objects.create(pk=made.workspace.pk, at=clock.now())


def _together(made: Company, conversations: list[Conversation]) -> None:
    """What members keep and put aside."""
    first, last = conversations[0], conversations[-1]
    label = actions.save_label(label=Label(name=f"Возврат {made.mark}"))
    actions.put_labels(conversations=[last], on=[label], by=made.member)
    canned = Canned.objects.create(title=f"Едет {made.mark}", shortcut="go", text_ru=f"Едет {made.mark}")
    Macro.objects.create(title=f"Ответить {made.mark}", steps=[{"do": "answer", "canned": str(canned.pk)}])
    Habits.objects.create(member_id=made.member.pk)
    actions.save_draft(conversation=last, member=made.member, known=0, text=f"Начато {made.mark}")
    way, tomorrow = way_to(last), clock.now() + timedelta(days=1)
    assert way is not None
    text = f"Позже {made.mark}"
    actions.send(conversation=last, text=text, to=actions.Destination(*way), author=made.member, at=tomorrow)
    note = first.messages.filter(direction="note").get()
    actions.change_note(message=note, text=f"Иначе {made.mark}", by=made.member)
    actions.snooze(conversation=last, until=tomorrow, by=made.member)
    Regrouping.objects.create(kind="split", into_id=last.pk, source_id=first.pk, undone_at=clock.now())


def _answer(made: Company, conversation: Conversation) -> None:
    way = way_to(conversation)
    assert way is not None
    actions.reply(conversation=conversation, text=f"Едет {made.mark}", to=actions.Destination(*way), author=made.member)
