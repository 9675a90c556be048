import re
from datetime import timedelta

import pytest

from nitka.conversations.search.tests.searching import indexed, told
from nitka.conversations.tests.desk import fill, open_desk, queries, write
from nitka.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 22


def page(desk, text, part="", **more):
    headers = {"Nitka-Part": part} if part else {}
    response = desk.client.get(f"/w/{desk.workspace.slug}/search/", {"q": text, **more}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_what_matched_is_marked_and_nothing_else_is_let_through():
    desk = open_desk()
    told(desk, 'Датчик <script>alert(1)</script> & "датчики" <mark>протечки</mark>')
    html = page(desk, "датчик")
    assert "<mark>Датчик</mark> &lt;script&gt;" in html
    assert "<mark>датчики</mark>" in html
    assert "<script>alert" not in html
    assert "&lt;mark&gt;" in html
    assert "<b><img" not in page(desk, "<img src=x>")


def test_a_found_message_opens_inside_its_thread():
    desk = open_desk()
    conversation = write(desk, "s1", "Первый датчик")
    fill(desk, conversation, 120)
    indexed()
    href = re.search(r'class="hitm" href="([^"]+)"', page(desk, "датчик"))[1]
    path, _, anchor = href.partition("#")
    shown = desk.client.get(path).content.decode()
    assert f'id="{anchor}"' in shown
    assert "Первый датчик" in shown


def test_words_that_were_read_otherwise_are_told_and_can_be_asked_for_exactly():
    desk = open_desk()
    told(desk, "Датчик протечки")
    html = page(desk, "датчек протечки")
    assert "was read as “датчик”" in html
    assert "%22%D0%B4%D0%B0%D1%82%D1%87%D0%B5%D0%BA%22" in html


def test_a_condition_is_a_chip_that_takes_its_words_away():
    desk = open_desk()
    told(desk, "Датчик протечки")
    html = page(desk, "датчик is:open is:purple")
    assert re.search(r'<a class="chip" href="[^"]*q=%D0%B4%D0%B0%D1%82%D1%87%D0%B8%D0%BA\+is%3Apurple', html)
    assert "is nothing that “is:” knows" in html


def test_nothing_found_says_where_it_looked_and_what_to_try():
    desk = open_desk()
    told(desk, "Датчик протечки")
    html = page(desk, "задымление is:closed")
    assert "Nothing was found for" in html
    assert "Without “closed”" in html


def test_only_the_results_are_answered_while_one_types():
    desk = open_desk()
    told(desk, "Датчик протечки")
    html = page(desk, "дат", part="found", typing="1")
    assert "<html" not in html
    assert "<mark>Датчик</mark>" in html


@pytest.mark.parametrize(
    "text", ["", '"', "-", "'", "\\", "a:b:c", "🙂", "%", "is:", "от:", "&|!()<->", "\x00", "x" * 5000, "и"]
)
def test_no_line_breaks_the_page(text):
    assert "</html>" in page(open_desk(), text)


def test_more_results_are_a_page_away():
    desk = open_desk()
    told(desk, *(f"Датчик {n}" for n in range(25)))
    first = page(desk, "датчик")
    more = re.search(r'href="([^"]+)" data-more', first)[1].replace("&amp;", "&")
    second = desk.client.get(more).content.decode()
    numbers = re.findall(r"· #(\d+) ·", first) + re.findall(r"· #(\d+) ·", second)
    assert sorted(map(int, numbers)) == list(range(1, 26))


def test_the_page_costs_the_same_for_one_and_for_many():
    desk = open_desk()
    told(desk, "Датчик 1")
    few = queries(lambda: page(desk, "датчик"))
    told(desk, *(f"Датчик {n}" for n in range(2, 30)))
    many = queries(lambda: page(desk, "датчик"))
    assert len(many) <= len(few) <= LIMIT


def test_what_cannot_be_found_yet_is_told_once_it_waits_too_long(monkeypatch):
    desk = open_desk()
    for n in range(3):
        write(desk, f"s{n}", f"датчик {n}")
    assert "in the search yet" not in page(desk, "датчик")
    with clock.travel(clock.now() + timedelta(seconds=20)):
        assert "3 messages are not in the search yet" in page(desk, "датчик")
        monkeypatch.setattr("nitka.conversations.search.found.COUNTED", 2)
        monkeypatch.setattr("nitka.conversations.search.page.COUNTED", 2)
        assert "2+ messages are not in the search yet" in page(desk, "датчик")
