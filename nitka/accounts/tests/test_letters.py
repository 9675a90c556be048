"""Letters to members in the company's colours, and the logo in those to customers."""

import base64

import pytest
from django.core import mail
from django.utils import translation

from nitka.accounts import actions, letters
from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories
from nitka.channels.actions import create_channel
from nitka.channels.email.compose import compose
from nitka.channels.email.tests.letters import outbound
from nitka.channels.queries import infos
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.letter import LOGO_BYTES

pytestmark = pytest.mark.django_db(transaction=True)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def uklad():
    return factories.workspace(name="Уклад & Ко")


def branded(workspace, logo: bytes = PNG, colour: str = "#ffe600"):
    with in_workspace(workspace.pk):
        actions.set_brand(
            workspace=workspace, name=workspace.name, language="ru", timezone="Europe/Moscow", colour=colour,
            signatures={}, logo=logo,
        )  # fmt: skip
    return Workspace.objects.get(pk=workspace.pk)


def invited(workspace):
    owner = factories.member(workspace, name="Olga", role="owner")
    with in_workspace(workspace.pk):
        invitation = actions.invite(by=owner, email="new@uklad.example")
        assert letters.invite(invitation, workspace, owner)
    return mail.outbox[-1], letters.link(invitation)


def test_an_invitation_has_both_halves_and_the_companys_colour_under_ink_that_reads(uklad):
    letter, link = invited(branded(uklad))
    html = letter.alternatives[0][0]
    assert link in letter.body
    assert f'href="{link}"' in html
    assert 'bgcolor="#ffe600"' in html
    assert "color:#000000" in html
    assert "Уклад &amp; Ко" in html
    picture = letter.attachments[0]
    assert picture["Content-ID"] == "<logo@nitka>"
    assert 'src="cid:logo@nitka"' in html
    assert 'alt="Уклад &amp; Ко"' in html


@pytest.mark.parametrize("logo", [PNG + b"x" * LOGO_BYTES, b"RIFF0000WEBP"])
def test_a_logo_that_is_heavy_or_that_mail_programs_do_not_show_gives_way_to_the_name(uklad, logo):
    letter, _link = invited(branded(uklad, logo=logo))
    assert letter.attachments == []
    assert "cid:" not in letter.alternatives[0][0]


def test_answers_to_customers_carry_logo_and_colour(uklad):
    branded(uklad)
    with in_workspace(uklad.pk):
        channel = create_channel(workspace=uklad, kind="email", name="Mail", settings={"address": "a@uklad.example"})
        data = compose(outbound(text="See https://uklad.example"), infos()[channel.pk]).data
    assert b"Content-ID: <logo@nitka>" in data
    assert b"multipart/related" in data


def test_a_new_password_comes_in_the_only_companys_colours_and_else_in_ours(uklad):
    member = factories.member(branded(uklad, colour="#096a3c"))
    with translation.override("en"):
        html = letters.reset_html(member.user, "https://n.example/reset/?a=1&b=<script>")
        assert 'bgcolor="#096a3c"' in html
        assert "<script>" not in html
        assert "#304bb1" in letters.reset_html(None, "https://n.example/")
