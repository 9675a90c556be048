"""One person who has left a word of their own in every place there is, by the doors people and programs come in by."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from uuid import UUID, uuid4

from nitka.accounts.models import Member, Role, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.actions import uploads
from nitka.conversations.models import Conversation
from nitka.conversations.queries import way_to
from nitka.conversations.search.tests.searching import indexed
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, mail, said
from nitka.customers.actions import (
    Claim,
    Word,
    account_of,
    affiliate,
    change_attribute,
    describe,
    enter,
    found_company,
    merge,
    note_consents,
    write_note,
)
from nitka.customers.models import Customer, Identity
from nitka.feedback.actions import tasks
from nitka.feedback.actions.rate import rate
from nitka.feedback.models import RatingRequest, Task
from nitka.inbound.accept import Raw
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector.sources import create_source
from nitka.moments.collector.tests import factories as collector
from nitka.rights.actions import correct, point_out, receive


@dataclass
class Planted:
    """Who they are, and all their words; none of them stands anywhere else."""

    workspace: Workspace
    member: Member
    shop: Channel
    post: Channel
    caller: Caller
    tag: str
    session: str = field(default_factory=lambda: str(uuid4()))
    marks: list[str] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(100))  # type: ignore[type-arg]

    def word(self) -> str:
        """A new word of theirs."""
        self.marks.append(f"{self.tag}{next(self.numbers)}")
        return self.marks[-1]

    @property
    def email(self) -> str:
        return f"{self.tag}@{self.tag}-home.example"

    def customer(self) -> Customer:
        return Customer.objects.get(pk=Identity.objects.get(kind="email", value=self.email).customer_id)


SHARED = b"The price list of this autumn, which everybody got"


def house() -> tuple[Workspace, Member, Channel, Channel, Caller]:
    """A company with a chat and a mailbox."""
    workspace = accounts.workspace()
    member = accounts.member(workspace, role=Role.OWNER)
    return workspace, member, chat(workspace), mail(workspace), Caller(workspace)


def plant(workspace: Workspace, member: Member, shop: Channel, post: Channel, caller: Caller, tag: str) -> Planted:
    """Someone with a story."""
    who = Planted(workspace, member, shop, post, caller, tag)
    who.marks += [tag, who.session]
    _chat(who)
    _letter(who)
    _program(who)
    _collected(who)
    indexed()
    with in_workspace(workspace.id):
        _merged(who)
        _known(who)
        _worked(who)
    indexed()
    return who


def _chat(who: Planted) -> None:
    with in_workspace(who.workspace.id):
        own = uploads.keep(session=UUID(who.session), data=f"{who.word()} in a file".encode())
        shared = uploads.keep(session=UUID(who.session), data=SHARED)
        uploads.keep(session=UUID(who.session), data=f"{who.word()} sent ahead".encode())
        uploads.name(session=UUID(who.session), sha256s=[own, shared])
    files = [{"name": f"{who.word()}.txt", "type": "text/plain", "size": 19, "sha256": own},
             {"name": "price.txt", "type": "text/plain", "size": len(SHARED), "sha256": shared}]  # fmt: skip
    page = f"https://shop.example/{who.word()}"
    arrive(said(who.shop, who.session, f"Where is it, {who.word()}?", files=files, page=page))
    digest_all()
    arrive(contact(who.shop, who.session, email=f"{who.word()}@stated.example", phone="+79165550100"[:9] + "777",
                   name=f"Anna {who.word()}"))  # fmt: skip
    digest_all()
    arrive(said(who.shop, who.session, ""))  # into the quarantine
    digest_all()


def _letter(who: Planted, subject: str = "", to: str = "") -> None:
    letter = EmailMessage()
    letter["From"] = f"Anna {who.word()} <{who.email}>"
    letter["To"], letter["Cc"] = who.post.settings["address"], f"{who.word()}@other.example"
    letter["Subject"], letter["Message-ID"] = f"About {who.word()}", f"<{who.word()}@{who.tag}-home.example>"
    letter.set_content(f"I live in {who.word()}\n\n> You wrote {who.word()}\n")
    letter.add_alternative(f"<p>I live in <b>{who.word()}</b></p>", subtype="html")
    letter.add_attachment(f"{who.word()}".encode() * 30_000, maintype="application", subtype="pdf",
                          filename=f"{who.word()}.pdf")  # above 256 KB: into a blob  # fmt: skip
    data = letter.as_bytes()
    key = f"{letter['Message-ID'][1:-1]}#x"
    arrive(Raw(who.workspace.id, who.post.pk, "mail", key, who.email, {"mail_from": who.email}, data))
    digest_all()
    arrive(Raw(who.workspace.id, who.post.pk, "mail", f"{who.word()}#y", who.email, {"mail_from": who.email}, b""))
    digest_all()


def _program(who: Planted) -> None:
    mark = who.word()
    given = {"name": f"Anna {who.word()}", "attributes": {"city": who.word(), "loves": [who.word()]},
             "identities": [{"kind": "email", "value": who.email},
                            {"kind": "telegram", "value": f"tg{mark}"}]}  # fmt: skip
    made = who.caller.ask("POST", "customers", given, **{"Idempotency-Key": who.word()})
    assert made.status_code in (200, 201), made.content
    key = made.json()["id"]
    order = {"order": who.word(), "total": {"amount": "1250.00", "currency": "RUB"}, "items": [{"name": who.word()}]}
    for kind, data in (("order.placed", order), ("warranty.claimed", {"note": who.word(), "total": who.word()})):
        answer = who.caller.post(f"customers/{key}/moments", {"kind": kind, "data": data})
        assert answer.status_code == 201, answer.content


def _collected(who: Planted) -> None:
    with in_workspace(who.workspace.id):
        source, _ = create_source(workspace=who.workspace, name="Shop", kind="server")
    traits = {"email": who.email, "name": f"Anna {who.word()}", "city": who.word()}
    user = f"u{who.word()}"
    collector.tell(
        source,
        collector.event("identify", userId=user, traits=traits, messageId=f"id-{who.word()}"),
        collector.event("track", userId=user, event="Order Completed", messageId=f"tr-{who.word()}",
                        properties={"order_id": who.word(), "total": 99, "currency": "RUB",
                                    "products": [{"name": who.word()}]}),
        collector.event("page", userId=user, name=who.word(), properties={"path": f"/{who.word()}"}),
        {"type": "track", "userId": user, "messageId": f"bad-{who.word()}", "properties": {"email": who.email}},
    )  # fmt: skip


def _merged(who: Planted) -> None:
    """Two more of them, found to be the same by a member: one of them first with another."""
    me = who.customer()
    ids = {Identity.objects.get(kind="visitor", value=who.session).customer_id}
    ids |= set(Identity.objects.filter(value__contains=who.tag).values_list("customer_id", flat=True))
    for n in range(2):
        twin, _ = enter(claims=[Claim("email", f"{who.word()}@twin{n}.example")], name=f"Anna {who.word()}")
        describe(customer=twin, attributes={"shoe": who.word()})
        ids.add(twin.pk)
    for key in sorted(ids - {me.pk}):
        merge(into=Customer.objects.get(pk=me.pk), source=Customer.objects.get(pk=key), why=f"Same, {who.word()}")


def _known(who: Planted) -> None:
    me = who.customer()
    write_note(customer=me, text=f"Call after six, {who.word()}", member_id=who.member.pk)
    firm = found_company(name=f"Firm of {clock.now():%f}", domains=[])
    affiliate(company=firm, customer=me, role=f"Head of {who.word()}", member_id=who.member.pk)
    note_consents([Word(account_of(me).pk, "marketing", "given", "call", member_id=who.member.pk, proof=who.word())])
    change_attribute(by=who.member, query="", ticked=[me.pk], key="street", value=f"Lane {who.word()}")
    receive(customer=me, kind="export", way="letter", words=f"Send me all, {who.word()}", member=who.member)
    wrong = receive(customer=me, kind="rectification", way="letter", member=who.member)
    point_out(request=wrong, code="name", asked=f"Anne {who.word()}", by=who.member)
    street = point_out(request=wrong, code="attribute:street", asked=f"Road {who.word()}", by=who.member)
    correct(correction=street, by=who.member)


def _worked(who: Planted) -> None:
    me = who.customer()
    found = Conversation.objects.filter(identity__customer_id=me.pk).order_by("number")
    colleague = accounts.member(who.workspace, name="Oleg", role=Role.AGENT)
    for conversation in found:
        way = way_to(conversation)
        assert way is not None
        to = actions.Destination(*way)
        actions.reply(conversation=conversation, text=f"On its way, {who.word()}", to=to, author=who.member)
        note = actions.note(conversation=conversation, text=f"She {who.word()}", author=who.member)
        actions.change_note(message=note, text=f"She always {who.word()}", by=who.member)
        for member in (colleague, who.member):
            actions.assign(conversation=conversation, member=member, by=who.member, words=f"Take care: {who.word()}")
        actions.save_draft(conversation=conversation, member=who.member, known=0, text=f"Dear {who.word()}")
        later = clock.now() + timedelta(days=1)
        actions.send(conversation=conversation, text=f"Later {who.word()}", to=to, author=who.member, at=later,
                     subject=who.word())  # fmt: skip
    first, last = found[0], found[len(found) - 1]
    actions.snooze(conversation=last, until=clock.now() + timedelta(days=1), why=who.word(), by=who.member)
    actions.close(conversation=first, by=who.member)
    request = RatingRequest.objects.filter(conversation_id=first.pk).get()
    rate(request_id=request.pk, score=1, comment=f"Bad, {who.word()}")
    rate(request_id=request.pk, score=2, comment=f"Still bad, {who.word()}")
    task = Task.objects.get(rating__conversation_id=first.pk)
    tasks.close(task_id=task.pk, done=f"Paid back, {who.word()}", cause="wait", member=who.member)


__all__ = ["SHARED", "Planted", "house", "plant"]
