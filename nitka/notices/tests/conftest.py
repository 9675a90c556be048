"""A desk, a push service and a relay that are really spoken to."""

from collections.abc import Iterator

import pytest

from nitka.conversations.tests.desk import Desk, open_desk
from nitka.notices.tests.services import PushService, Relay, relaying


@pytest.fixture
def desk() -> Desk:
    return open_desk()


@pytest.fixture
def service(settings) -> Iterator[PushService]:
    settings.PUSH_INSIDE = True
    made = PushService()
    yield made
    made.close()
    assert made.said == []


@pytest.fixture
def relay(settings) -> Iterator[Relay]:
    with relaying() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = made.controller.hostname, made.controller.port
        settings.PUBLIC_URL = "https://nitka.uklad.example"
        settings.DEFAULT_FROM_EMAIL = "nitka@uklad.example"
        yield made
