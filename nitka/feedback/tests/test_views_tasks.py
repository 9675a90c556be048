import pytest
from django.test import Client

from nitka.accounts.tests import factories as accounts
from nitka.feedback import actions
from nitka.feedback.models import Task
from nitka.feedback.tests.factories import asked
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    return accounts.workspace(language="en")


@pytest.fixture
def task(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        actions.rate(request_id=request.pk, score=1, factors=["speed"], comment="Долго <b>ждали</b>")
        return Task.objects.get()


def browser(member):
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def address(workspace):
    return f"/w/{workspace.slug}/tasks/"


def test_the_list_shows_what_was_said_and_the_first_task_is_open(task, vera, address):
    page = browser(vera).get(address).content.decode()
    assert "Долго &lt;b&gt;ждали&lt;/b&gt;" in page
    assert "Slow to answer" in page
    assert "Close the task" in page


def test_no_tasks_say_so(vera, address):
    assert browser(vera).get(address).content.decode().count("Nothing to put right") == 1


def test_a_task_is_closed_from_its_page_and_opened_again(workspace, task, vera, address):
    client = browser(vera)
    answer = client.post(
        f"{address}1/closure/", {"done": "Позвонили", "cause": "wait", "text": "Анна, всё исправили"}, follow=True
    )
    assert "The customer was told" in answer.content.decode()
    client.post(f"{address}1/closure/", {"reopen": "1"})
    with in_workspace(workspace.id):
        assert Task.objects.get().is_open


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [({"done": "Позвонили"}, "Choose a cause", "Write what was done"),
     ({"done": " ", "cause": "wait", "text": "Анна, всё исправили"}, "Write what was done", "Choose a cause")],
)  # fmt: skip
def test_what_is_missing_is_said_where_it_is_and_nothing_written_is_lost(task, vera, address, given, said, unsaid):
    answer = browser(vera).post(f"{address}1/closure/", given)
    page = answer.content.decode()
    assert (answer.status_code, page.count('aria-invalid="true"'), page.count('class="error"')) == (422, 1, 1)
    assert said in page
    assert unsaid not in page
    assert all(words in page for words in given.values())


def test_who_does_not_own_it_may_only_take_it(workspace, task, address):
    other = accounts.member(workspace, name="Илья")
    client = browser(other)
    assert client.post(f"{address}1/steps/", {"text": "x"}).status_code == 403
    assert client.post(f"{address}1/owner/", {"member": str(task.owner_id)}).status_code == 403
    client.post(f"{address}1/owner/")
    assert client.post(f"{address}1/steps/", {"text": "Позвонил"}).status_code == 302
    assert "Позвонил" in client.get(f"{address}1/").content.decode()


def test_a_manager_gives_it_to_somebody(workspace, task, darya, address):
    other = accounts.member(workspace, name="Илья")
    browser(darya).post(f"{address}1/owner/", {"member": str(other.pk)})
    with in_workspace(workspace.id):
        assert Task.objects.get().owner_id == other.pk


@pytest.mark.parametrize("view", ["open", "mine", "late", "nobody", "done", "nonsense"])
def test_every_view_of_the_list_opens(task, vera, address, view):
    assert browser(vera).get(address, {"view": view}).status_code == 200


@pytest.mark.parametrize("key", ["nonsense", "observer"])
def test_a_task_is_given_only_to_somebody_who_can_do_it(workspace, task, darya, address, key):
    observer = accounts.member(workspace, role="observer")
    url = f"{address}{task.number}/owner/"
    assert browser(darya).post(url, {"member": observer.pk if key == "observer" else key}).status_code == 403


def test_another_companys_task_is_not_found(task, address):
    stranger = accounts.member(accounts.workspace())
    assert browser(stranger).get(f"{address}1/").status_code == 404


def test_the_list_takes_as_many_statements_for_many_tasks(
    workspace, channel, vera, address, task, django_assert_max_num_queries
):
    client = browser(vera)
    with django_assert_max_num_queries(22) as few:
        client.get(address)
    for n in range(4):
        request = asked(workspace, channel, vera, session=f"more{n}")
        with in_workspace(workspace.id):
            actions.rate(request_id=request.pk, score=1)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_view_that_is_shown_is_taken_away_as_a_file(workspace, task, vera, address):
    def taken(view: str) -> list[str]:
        answer = browser(vera).post(f"{address}export/", {"kind": "csv", "back": view})
        return b"".join(answer.streaming_content).decode().splitlines()

    assert len(taken("open")) == 2
    assert taken("open")[1].startswith(f"{task.number}")
    assert len(taken("done")) == 1  # the head alone
    assert "/tasks/export/" in browser(vera).get(address).content.decode()
    assert browser(vera).post(f"{address}export/", {"kind": "csv", "back": "x"}).status_code == 400
    observer = accounts.member(workspace, role="observer")
    assert browser(observer).post(f"{address}export/", {"kind": "csv", "back": "open"}).status_code == 403
