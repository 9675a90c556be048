import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.kit.db.tenancy import in_workspace
from nitka.sending.models import Run, Schedule, State
from nitka.sending.tests.factories import S3, again, kept


@pytest.fixture
def client(olga):
    client = Client()
    client.force_login(olga.user)
    return client


@pytest.fixture
def home(shop):
    return f"/w/{shop.slug}/settings/sending/"


def test_a_schedule_is_made_changed_tried_and_removed_by_the_pages(shop, client, home):
    assert "Пока ничего не отправляется" in client.get(home).content.decode()
    here = client.post(f"{home}new/", S3).headers["Location"]
    page = client.get(here).content.decode()
    assert "Все клиенты" in page
    assert "secret" not in page.replace("csrf", "")
    assert "Все клиенты" in client.get(home).content.decode()
    client.post(f"{here}edit/", S3 | {"secret": "", "every": "week", "weekday": "4"})
    assert "пятница" in client.get(here).content.decode().lower()
    client.post(f"{here}step/", {"do": "try"})
    assert "проба" in client.get(here).content.decode()
    client.post(f"{here}step/", {"do": "off"})
    assert "Выключено" in client.get(here).content.decode()
    assert client.post(f"{here}step/", {"do": "x"}).status_code == 400
    client.post(f"{here}step/", {"do": "remove"})
    with in_workspace(shop.pk):
        assert not Schedule.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client, home):
    answer = client.post(f"{home}new/", S3 | {"address": "s3.example.com", "bucket": "A"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Это не адрес в сети" in page
    assert 'value="s3.example.com"' in page


def test_a_key_is_shown_and_trusted_and_another_that_came_meanwhile_is_not(shop, olga, client, home):
    schedule = kept(olga)
    with in_workspace(shop.pk):
        Schedule.objects.filter(pk=schedule.pk).update(offered="ssh-ed25519 AAAA")
    page = client.get(f"{home}{schedule.pk}/").content.decode()
    assert "ssh-ed25519 SHA256:" in page
    client.post(f"{home}{schedule.pk}/step/", {"do": "trust", "key": "ssh-ed25519 BBBB"})
    assert again(schedule).host_key == ""
    client.post(f"{home}{schedule.pk}/step/", {"do": "trust", "key": "ssh-ed25519 AAAA"})
    assert again(schedule).host_key == "ssh-ed25519 AAAA"


def test_a_run_that_failed_says_why_and_is_sent_again(shop, olga, client, home):
    schedule = kept(olga)
    with in_workspace(shop.pk):
        run = Run.objects.create(of_id=schedule.pk, name="a.csv", state=State.FAILED, reason="no_bucket", tries=1)
    assert "Такого бакета нет" in client.get(f"{home}{schedule.pk}/").content.decode()
    assert "не дошёл" in client.get(home).content.decode()
    client.post(f"{home}{schedule.pk}/step/", {"do": "again", "run": str(run.pk)})
    assert again(run).state == State.WAITING
    assert client.post(f"{home}{schedule.pk}/step/", {"do": "again", "run": "x"}).status_code == 404


def test_only_who_administers_has_lists_sent(shop, olga, home):
    schedule = kept(olga)
    client = Client()
    client.force_login(accounts.member(shop, role=Role.MANAGER).user)
    for path in ("", "new/", f"{schedule.pk}/", f"{schedule.pk}/edit/"):
        assert client.get(f"{home}{path}").status_code == 403
    assert client.post(f"{home}{schedule.pk}/step/", {"do": "try"}).status_code == 403


def test_the_pages_cost_the_same_however_many_there_are(shop, olga, client, home):
    counts = []
    for n in (1, 8):
        schedules = [kept(olga) for _ in range(n)]
        with in_workspace(shop.pk):
            for number in range(n):
                Run.objects.create(of_id=schedules[0].pk, name=f"{number}.csv", state=State.DONE)
        pages = (home, f"{home}{schedules[0].pk}/")
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as asked:
            for page in pages:
                assert client.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_next_time_is_told_by_the_companys_clock_where_the_readers_shows_another(shop, olga, client, home):
    schedule = kept(olga)
    here = f"{home}{schedule.pk}/"
    page = client.get(here).content.decode()
    assert shop.timezone not in page.split("<main")[1]
    client.cookies["zone"] = "Asia/Vladivostok"
    page = client.get(here).content.decode()
    assert f"06:00</time>, по часам {shop.timezone} (у вас" in page
    assert page.count("13:00</time>)") == 1
