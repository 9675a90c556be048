import pytest

from nitka.channels.models import Channel
from nitka.conversations.tests.desk import open_desk
from nitka.conversations.tests.factories import arrive, digest_all, mail, said
from nitka.inbound.models import Quarantine
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def settings(desk, path):
    return f"/w/{desk.workspace.slug}/settings/{path}"


def test_a_relays_password_is_sealed_and_never_shown_again():
    desk = open_desk(role="owner")
    channel = mail(desk.workspace)
    form = {
        "name": "Mail",
        "address": "help@uklad.example",
        "is_active": "on",
        "host": "smtp.example",
        "port": "587",
        "security": "starttls",
        "user": "shop",
        "password": "hush-hush",
    }
    url = settings(desk, f"channels/{channel.pk}/")
    assert desk.client.post(url, form).status_code == 302
    assert "hush-hush" not in desk.client.get(url).content.decode()
    desk.client.post(url, form | {"password": "", "port": "2525"})
    with in_workspace(desk.workspace.pk):
        row = Channel.objects.get(pk=channel.pk)
        assert row.secrets == {"relay_password": "hush-hush"}
        assert "hush" not in row.sealed
        assert row.settings["relay"]["port"] == 2525


def test_who_may_forward_and_whether_their_server_guards_their_names_is_kept():
    desk = open_desk(role="owner")
    channel = mail(desk.workspace)
    form = {"name": "Mail", "address": "help@uklad.example", "is_active": "on", "security": "starttls"}
    form |= {"forwarders": "uklad.example", "authserv": "mx.uklad.example"}
    url = settings(desk, f"channels/{channel.pk}/")
    for ticked, safe in (({"forwarders_safe": "on"}, True), ({}, False)):
        assert desk.client.post(url, form | ticked).status_code == 302
        with in_workspace(desk.workspace.pk):
            kept = Channel.objects.get(pk=channel.pk).settings
        assert (kept["forwarders"], kept["authserv"]) == (["uklad.example"], ["mx.uklad.example"])
        assert kept["forwarders_safe"] is safe


def test_a_chats_line_names_its_channel_and_its_sites_are_checked():
    desk = open_desk(role="owner")
    url = settings(desk, f"channels/{desk.channel.pk}/")
    assert f"widget.js?channel={desk.channel.pk}" in desk.client.get(url).content.decode()
    form = {"name": "Chat", "is_active": "on", "origins": "https://shop.example\nnonsense"}
    assert desk.client.post(url, form).status_code == 422
    assert desk.client.post(url, form | {"origins": "https://shop.example/"}).status_code == 302
    with in_workspace(desk.workspace.pk):
        assert Channel.objects.get(pk=desk.channel.pk).settings["origins"] == ["https://shop.example"]


@pytest.mark.parametrize("path", ["channels/", "quarantine/"])
def test_an_agent_may_not_administer(path):
    desk = open_desk(role="agent")
    assert desk.client.get(settings(desk, path)).status_code == 403


def test_what_could_not_be_read_is_shown_as_it_came_and_read_again():
    desk = open_desk(role="owner")
    bad = said(desk.channel, "s1")
    bad.payload = {"nonsense": "<script>alert(1)</script>"}
    arrive(bad)
    digest_all()
    with in_workspace(desk.workspace.pk):
        key = Quarantine.objects.get().pk
    assert desk.client.get(settings(desk, "quarantine/")).status_code == 200
    page = desk.client.get(settings(desk, f"quarantine/{key}/")).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    download = desk.client.get(settings(desk, f"quarantine/{key}/download/"))
    assert download["Content-Disposition"].startswith("attachment")
    desk.client.post(settings(desk, f"quarantine/{key}/attempts/"))
    assert digest_all() == 1
    with in_workspace(desk.workspace.pk):
        assert Quarantine.objects.filter(pk=key).exists()


def test_what_could_not_be_read_is_counted_beside_its_page_in_the_settings():
    desk = open_desk(role="owner")
    alarm = '<span>Quarantine</span><span class="n c-bad">1 '
    assert alarm not in desk.client.get(settings(desk, "all/"), headers={"accept-language": "en"}).content.decode()
    bad = said(desk.channel, "s1")
    bad.payload = {"nonsense": True}
    arrive(bad)
    digest_all()
    assert alarm in desk.client.get(settings(desk, "all/"), headers={"accept-language": "en"}).content.decode()
