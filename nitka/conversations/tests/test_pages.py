import pytest

from nitka.conversations.actions import assign
from nitka.conversations.tests.desk import fill, open_desk, queries, write
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 12


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_list_shows_who_waits_and_what_they_wrote():
    desk = open_desk()
    write(desk, "s1", "The sensor is offline")
    page = text_of(desk.get("?view=all"))
    assert "The sensor is offline" in page
    assert "Waiting for an answer" in page
    assert 'class="row unread"' in page


def test_mine_is_empty_until_a_conversation_is_mine():
    desk = open_desk()
    conversation = write(desk)
    assert "Nothing of yours is open" in text_of(desk.get())
    with in_workspace(desk.workspace.pk):
        assign(conversation=conversation, member=desk.member, by=desk.member)
    assert f"/inbox/{conversation.number}/" in text_of(desk.get())


def test_a_thread_shows_its_messages_and_the_composer_names_where_it_answers():
    desk = open_desk()
    number = write(desk, "s1", "one", "two").number
    page = text_of(desk.get(f"{number}/"))
    assert page.index("<p>one</p>") < page.index("<p>two</p>")
    assert desk.channel.name in page
    assert 'name="to"' in page


def test_the_list_costs_the_same_for_one_and_for_sixty_conversations():
    desk = open_desk()
    write(desk, "s0")
    few = queries(lambda: desk.get("?view=all"))
    for n in range(1, 60):
        write(desk, f"s{n}")
    many = queries(lambda: desk.get("?view=all"))
    assert len(many) == len(few) <= LIMIT


def test_a_thread_costs_the_same_for_three_and_for_three_hundred_messages():
    desk = open_desk()
    conversation = write(desk, "s1", "a", "b", "c")
    few = queries(lambda: desk.get(f"{conversation.number}/"))
    fill(desk, conversation, 300)
    many = queries(lambda: desk.get(f"{conversation.number}/"))
    whole = queries(lambda: desk.get(f"{conversation.number}/?shown=350"))
    assert len(many) == len(few) == len(whole) <= LIMIT


def test_a_long_thread_begins_with_its_latest_and_goes_on_upwards():
    desk = open_desk()
    conversation = write(desk)
    fill(desk, conversation, 120)
    page = text_of(desk.get(f"{conversation.number}/"))
    assert "<p>line 119</p>" in page
    assert "<p>line 10</p>" not in page
    assert "shown=150" in page
    assert "<p>line 10</p>" in text_of(desk.get(f"{conversation.number}/?shown=150", parts="talk"))


def test_a_long_list_goes_on_by_a_link_that_repeats_and_skips_nothing():
    desk = open_desk()
    for n in range(60):
        write(desk, f"s{n}")
    first = desk.get("?view=all").context["list"]
    second = desk.client.get(desk.url(), {"view": "all", "after": first.next}, headers={"Nitka-Part": "rows"}).context[
        "list"
    ]
    numbers = [row.number for page in (first, second) for group in page.groups for row in group.rows]
    assert sorted(numbers) == list(range(1, 61))
    assert numbers == sorted(numbers, reverse=True)
    assert second.next == ""


def test_only_the_parts_that_are_asked_for_are_answered():
    desk = open_desk()
    number = write(desk).number
    page = text_of(desk.get(f"{number}/", parts="talk"))
    assert 'id="talk"' in page
    assert "<html" not in page
    assert 'id="rows"' not in page


def test_rows_and_a_thread_come_together_and_the_rows_keep_their_view():
    desk = open_desk()
    number = write(desk, "s1", "Nobody has it").number
    source = desk.get(f"{number}/?view=unassigned").context["list"].source
    page = text_of(desk.get(f"{number}/?shown=50&{source}", parts="rows talk"))
    assert page.index('id="rows"') < page.index('id="talk"')
    assert f'href="{desk.url()}{number}/?view=unassigned"' in page
    mine = desk.get(f"{number}/").context["list"].source  # says its view too, which outweighs the thread's
    page = text_of(desk.get(f"{number}/?shown=50&{mine}", parts="rows talk"))
    assert "Nothing of yours is open" in page
    assert "<p>Nobody has it</p>" in page


def test_another_workspace_has_no_such_conversation():
    mine, other = open_desk(), open_desk()
    number = write(other).number
    assert mine.get(f"{number}/").status_code == 404
    assert mine.client.get(other.url()).status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_speak_both_languages(language):
    desk = open_desk()
    number = write(desk).number
    desk.member.user.language = language
    desk.member.user.save()
    page = text_of(desk.get(f"{number}/?view=all"))
    assert ("Waiting for an answer" in page) == (language == "en")


def test_the_panel_says_what_its_customer_bought_and_how_they_last_rated():
    desk = open_desk()
    conversation = write(desk)
    assert "orders" not in desk.get(f"{conversation.number}/").content.decode()
    with in_workspace(desk.workspace.pk):
        Customer.objects.filter(pk=conversation.identity.customer_id).update(
            orders=2, spent=48_900, currency="RUB", mood=2
        )
    page = desk.get(f"{conversation.number}/").content.decode()
    assert "2 orders · 48,900" in page
    assert 'aria-label="bad"' in page
