"""The first minute on a phone: it covers nothing that it tells to press, shows all its steps, and goes away."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from nitka.conversations import actions as conversations
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import Visit, visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/w/uklad"
LIST, THREAD, FIGURES = f"{HOME}/inbox/?view=all", f"{HOME}/inbox/1/", f"{HOME}/insight/"
# Its middle and its corners, but for what is rounded off, are its own: in view, with nothing above
PRESSABLE = """one => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    const points = [[left + 7, top + 7], [right - 7, top + 7], [left + 7, bottom - 7], [right - 7, bottom - 7],
        [(left + right) / 2, (top + bottom) / 2]]
    return points.every(([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && one.contains(hit) })
}"""
IN_VIEW = """one => { const { top, bottom, left, right } = one.getBoundingClientRect()
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth }"""


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture(params=["en", "ru"])
def phone(request, olga, newcomer) -> Iterator[Visit]:
    """The smallest that is still sold, in either language."""
    olga.user.language = request.param
    olga.user.save()
    with visiting(newcomer, 390, "light", request.param) as visit:
        visit.page.set_viewport_size({"width": 390, "height": 667})
        yield visit


def written(demo, client: Client) -> None:
    """The newcomer's message, as the shop would bring it."""
    name = client.get(LIST).content.decode().split("/shop/?guest=")[1].split('"')[0]
    arrive(said(chat(demo), "s1", page=f"https://uklad.example/shop/?guest={name}"))
    digest_all()


def answered(demo, olga) -> None:
    with in_workspace(demo.pk):
        talk = Conversation.objects.get()
        to = destination_of(talk.identity_id, talk.channel_id)
        conversations.reply(conversation=talk, text="Yes", to=to, author=olga)


def folded(page: Page) -> None:
    expect(page.locator("#guide summary")).to_be_visible()
    expect(page.locator("#guide details")).not_to_have_attribute("open", "")


def may_be_pressed(*all_of: Locator) -> None:
    for one in all_of:
        expect(one).to_be_visible()
        assert any(_now_or_soon(one)), one


def _now_or_soon(one: Locator) -> Iterator[bool]:
    """Again and again: a list that is fetched anew, or a card that folds, moves it once more."""
    for _ in range(100):
        yield one.evaluate(PRESSABLE)
        one.page.wait_for_timeout(50)


def test_folded_it_covers_nothing_that_it_tells_to_press(demo, olga, newcomer, phone) -> None:
    written(demo, newcomer)
    phone.open(LIST)
    folded(phone.page)
    may_be_pressed(phone.page.locator("#rows a.row").first)
    phone.open(THREAD)
    folded(phone.page)
    may_be_pressed(phone.page.locator(".composer .draft"), phone.page.locator(".composer [data-submit]"))
    answered(demo, olga)
    phone.open(THREAD)
    more = phone.page.locator("button[popovertarget=more-1]")
    may_be_pressed(more)
    more.click()
    may_be_pressed(phone.page.locator("#more-1 [data-command]").first)


def test_the_last_row_of_a_list_is_scrolled_out_from_under_it(demo, newcomer, phone) -> None:
    for n in range(12):
        arrive(said(chat(demo), f"v{n}"))
    digest_all()
    phone.open(LIST)
    folded(phone.page)
    last = phone.page.locator("#rows a.row").last
    last.scroll_into_view_if_needed()
    may_be_pressed(last)


@pytest.mark.parametrize("path", [LIST, THREAD, FIGURES])
def test_unfolded_every_step_is_in_view_and_the_next_one_can_be_pressed(demo, newcomer, phone, path) -> None:
    written(demo, newcomer)
    phone.open(path)
    guide = phone.page.locator("#guide")
    guide.locator("summary").click()
    steps = guide.locator("li b")
    assert steps.count() == 5
    assert all(one.evaluate(IN_VIEW) for one in steps.all())
    may_be_pressed(guide.locator("summary"), guide.locator("li.now a"), guide.locator("form button"))
    assert guide.locator("li.now a").get_attribute("href") == THREAD
    guide.locator("summary").click()
    folded(phone.page)


def test_it_is_put_away_by_one_tap(demo, newcomer, phone) -> None:
    phone.open(LIST)
    phone.page.locator("#guide summary").click()
    with phone.page.expect_request(lambda asked: asked.method == "POST") as sent:
        phone.page.locator("#guide form button").click()
    answer = newcomer.post(sent.value.url.removeprefix("http://nitka.test"), dict(parse_qsl(sent.value.post_data)))
    phone.open(answer["Location"])
    expect(phone.page.locator("main")).to_be_visible()
    expect(phone.page.locator("#guide")).to_have_count(0)
