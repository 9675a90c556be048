"""The pages of merges in a real browser: keys, choices, many at once; axe finds nothing.

What the page asks is answered in the test's own context, as `visiting` says.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Request, Route, expect

from nitka.customers.actions import decide, decide_all, merge, undo
from nitka.customers.models import Customer, Merge, Proposal
from nitka.customers.tests.browsing import uklad
from nitka.customers.tests.pairs import asked, person
from nitka.customers.tests.test_merged_lists import by_a_rule, shut
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import Visit, visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HOME = "/w/uklad/customers/merges/"
REASONS = [["phone_digit", 7.0], ["surname_same", 4.5], ["city_differs", -2.0]]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def shop():
    workspace, _member, client = uklad()
    return workspace, client


class Posts:
    """What a page posts about merges: held while it is waited for, answered in the test's own context."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.wanted, self.held = visit, False, list[Route]()
        visit.page.route("**/*", self._hold)  # once: a request that begins while routes are taken away is held by none

    def _hold(self, route: Route, request: Request) -> None:
        if self.wanted and _decides(request):
            self.wanted = False
            self.held.append(route)
        else:
            route.fallback()

    def of(self, do: Callable[[], object]) -> None:
        """Do what makes the page post something, and answer it."""
        self.wanted = True
        with self.visit.page.expect_request(_decides):
            do()
        for _ in range(1_000):  # the page's events come only while one waits
            if self.held:
                break
            self.visit.page.wait_for_timeout(10)
        route = self.held.pop()
        request = route.request
        path, sort = request.url.partition("nitka.test")[2], request.headers["content-type"]
        told = {"Nitka-Part": request.headers["nitka-part"], "Accept-Language": self.visit.language}
        answer = self.visit.client.generic("POST", path, request.post_data_buffer or b"", sort, headers=told)
        route.fulfill(status=answer.status_code, body=answer.content, content_type="text/html")


def _decides(request: Request) -> bool:
    return request.method == "POST" and "/merges/" in request.url


def test_pairs_are_decided_by_keys_and_taken_back(shop):
    workspace, client = shop
    with in_workspace(workspace.pk):
        first = asked(person("Аня"), person("Анна Соколова"), 0.96, REASONS)
        second = asked(person("Олег Дрёмин"), person("Oleg Dremin"), 0.71, REASONS)
    with visiting(client, 1440, "light", "ru-RU") as visit:
        posts = Posts(visit)
        visit.open(HOME)
        page = visit.page
        current = page.locator(".pr[aria-current] .nm")
        expect(current).to_have_text("Аня и Анна Соколова")
        page.get_by_role("radio").first.check()
        expect(page.locator(".side2 thead .res b")).to_have_text("Аня")
        posts.of(lambda: page.keyboard.press("y"))
        expect(page.locator("#toasts .text")).to_have_text("Аня и Анна Соколова — один человек")
        expect(current).to_have_text("Олег Дрёмин и Oleg Dremin")
        expect(page).to_have_url(f"http://nitka.test{HOME}{second.pk}/")
        with in_workspace(workspace.pk):
            assert Customer.objects.filter(merged_into_id=None, name="Аня").exists()
        posts.of(lambda: page.keyboard.press("z"))
        expect(current).to_have_text("Аня и Анна Соколова")
        expect(page).to_have_url(f"http://nitka.test{HOME}{first.pk}/")
        posts.of(lambda: page.keyboard.press("s"))
        expect(current).to_have_text("Олег Дрёмин и Oleg Dremin")
        posts.of(lambda: page.keyboard.press("n"))
        expect(page.locator(".queue h2")).to_have_text(["Вы отложили 1"])  # a list waits until nothing else is there
        assert visit.said == []
    with in_workspace(workspace.pk):
        assert [Proposal.objects.get(pk=one.pk).decision for one in (first, second)] == ["", "refused"]


def test_several_pairs_are_decided_by_keys_after_their_number_was_said_and_come_back(shop):
    workspace, client = shop
    with in_workspace(workspace.pk):
        for n in range(5):
            asked(person(f"Анна {n}"), person(f"Аня {n}"), 0.96 - n / 100, REASONS)
    with visiting(client, 1440, "light", "ru-RU") as visit:
        posts = Posts(visit)
        visit.open(HOME)
        page, bar = visit.page, visit.page.locator("#ticked")
        page.keyboard.press("x")
        expect(bar).to_contain_text("Выбрано пар: 1")
        page.locator(".queue a.row").nth(2).focus()
        page.keyboard.press("Shift+X")
        expect(bar).to_contain_text("Выбрано пар: 3")
        page.locator("[data-tick]").nth(1).click()
        expect(bar).to_contain_text("Выбрано пар: 2")
        posts.of(lambda: page.keyboard.press("y"))
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("4 клиента → 2 клиента")
        with in_workspace(workspace.pk):
            assert not Merge.objects.exists()
        posts.of(lambda: dialog.get_by_role("button", name="Один человек").click())
        expect(page.locator("#toasts .text")).to_have_text("2 пары стали одним человеком каждая")
        expect(dialog).to_be_hidden()
        expect(bar).to_be_hidden()
        expect(page.locator(".queue a.row .nm")).to_have_text([f"Анна {n} и Аня {n}" for n in (1, 3, 4)])
        posts.of(lambda: page.keyboard.press("z"))
        expect(page.locator(".queue a.row")).to_have_count(5)
        page.get_by_role("checkbox", name="Выбрать все показанные").check()
        expect(bar).to_contain_text("Выбрано пар: 5")
        page.keyboard.press("Escape")
        expect(bar).to_be_hidden()
        assert visit.said == []


def test_a_handful_is_taken_back_from_the_list_of_merges(shop):
    workspace, client = shop
    handful = uuid4()
    with in_workspace(workspace.pk):
        keys = [asked(person(f"Анна {n}"), person(f"Аня {n}"), 0.96).pk for n in range(3)]
        decide_all(proposals=keys, accept=True, handful=handful)
    with visiting(client, 1440, "light", "ru-RU") as visit:
        posts = Posts(visit)
        assert visit.judge(f"{HOME}done/?handful={handful}") == []
        page = visit.page
        posts.of(lambda: page.get_by_role("button", name="Вернуть все").click())
        expect(page.locator("#toasts .text")).to_have_text("3 пары снова ждут в очереди")
        assert visit.said == []
    with in_workspace(workspace.pk):
        assert Proposal.objects.filter(decision="").count() == 3


def test_many_are_parted_at_once_after_their_number_was_said(shop):
    workspace, client = shop
    with in_workspace(workspace.pk):
        for n in range(3):
            merge(into=person(f"Анна {n}"), source=person(f"Аня {n}"))
    with visiting(client, 1440, "dark", "ru-RU") as visit:
        posts = Posts(visit)
        visit.open(f"{HOME}done/")
        page = visit.page
        for n in (0, 2):
            page.locator("[data-pick]").nth(n).check()
        page.locator("#bulk").get_by_role("button", name="Разъединить").click()
        expect(page.get_by_role("dialog")).to_contain_text("Разъединить выбранные пары? 2")
        posts.of(lambda: page.get_by_role("dialog").get_by_role("button", name="Разъединить").click())
        expect(page.locator("tr.gone")).to_have_count(2)
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.locator("#bulk")).to_be_hidden()
        expect(page.locator("#toasts .text")).to_have_text("Разъединили 2 пары: вернулись 2 контакта")
        assert visit.said == []
    with in_workspace(workspace.pk):
        assert Merge.objects.filter(undone_at=None).count() == 1


@looks(0)
def test_axe_finds_nothing(shop, width, theme, language):
    workspace, client = shop
    with in_workspace(workspace.pk):
        waiting = asked(person("Аня"), person("Анна Соколова"), 0.96, REASONS)
        by_hand = asked(person("Олег" + " Длиннейший" * 8), person("o" * 120), why="weaker")
        refused = asked(person("Нина"), person("Н."), 0.4, REASONS)
        decide(proposal=refused, accept=False)
        by_a_rule()
        undo(merge=merge(into=person("Пётр"), source=person("Петя"), why="Похоже " * 40))
        shut()
    with visiting(client, width, theme, language) as visit:
        paths = ["", f"{waiting.pk}/", f"{by_hand.pk}/", f"{refused.pk}/", "done/", "refused/", "quarantine/"]
        assert [fault for path in paths for fault in visit.judge(HOME + path)] == []
        assert visit.said == []
