"""A browser that has subscribed, and something to tell."""

from uuid import UUID, uuid4

from django.test import Client

from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import Desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import actions
from nitka.notices.contract import Told
from nitka.notices.tests.services import PushService, Subscription
from nitka.notices.tests.working import make


def door(desk: Desk, path: str = "") -> str:
    return f"/w/{desk.workspace.slug}/me/notices/devices/{path}"


def subscribed(desk: Desk, service: PushService, client: Client | None = None) -> Subscription:
    """A browser of the member asks for the key, subscribes and registers, as the page's script does."""
    client = client or desk.client
    made = service.subscribe(client.get(door(desk)).json()["key"])
    answer = client.post(door(desk), made.given, headers={"User-Agent": "Mozilla/5.0 (Windows NT) Firefox/140"})
    assert answer.status_code == 201
    return made


def tell(desk: Desk, kind: str = "replied", about: Conversation | None = None) -> UUID:
    if about is None:
        about = write(desk)
        make()
    with in_workspace(desk.workspace.pk):
        (key,) = actions.tell([Told(desk.member.pk, kind, about.pk, uuid4())])
    return key
