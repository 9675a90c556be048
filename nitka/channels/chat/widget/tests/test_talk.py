"""A visitor and an agent talk: what each sees at once, and after the world has broken."""

from __future__ import annotations

import pytest

from nitka.channels.chat.widget.tests.conftest import page_of
from nitka.channels.chat.widget.tests.fake_doors import VERA, WAIT, serving, until

pytestmark = pytest.mark.browser


def test_a_question_is_acknowledged_at_once_with_an_honest_wait(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Подойдёт ли кран?")
    anna.see(".wait .done", has_text="Приняли")
    anna.see(".wait p", has_text="3–6")
    doors.tell("wait", {"wait": WAIT, "who": "Вера"})
    anna.see(".wait .now", has_text="Вера смотрит")
    anna.see(".mine .st", has_text="доставлено")
    assert anna.errors == []


def test_no_time_is_promised_where_too_few_answers_were_measured(doors, visitor):
    doors.wait = None
    anna = visitor().visit().open()
    anna.say("Здравствуйте")
    anna.see(".wait p", has_text="Срок не обещаем")


def test_the_session_is_made_when_the_chat_is_opened_and_not_before(doors, visitor):
    anna = visitor().visit()
    assert doors.sessions == []
    anna.open()
    anna.page.wait_for_function("Object.keys(localStorage).some(key => key.endsWith(':session'))")
    anna.page.reload()
    anna.see(".launch")
    anna.open()
    anna.say("Снова я")
    until(lambda: doors.texts == ["Снова я"])
    assert len(doors.sessions) == 1


def test_the_answer_comes_with_its_author_and_is_told_read(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Кто там?")
    until(lambda: len(doors.rows) == 1)
    doors.tell("typing", VERA, kept=False)
    anna.see(".typing", has_text="Вера печатает")
    answer = doors.answer("Это Вера")
    anna.see(".theirs .st", has_text="Вера")
    anna.page.locator(".typing").wait_for(state="hidden")
    until(lambda: {"delivered": answer, "read": answer} in doors.receipts)
    assert anna.page.locator(".wait").is_hidden()


def test_the_visitors_tick_says_when_an_agent_has_read(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Читаете?")
    until(lambda: len(doors.rows) == 1)
    doors.tell("receipt", {"read": doors.rows[0]["id"]})
    anna.see(".mine .st", has_text="прочитано")


def test_typing_is_told_at_most_once_in_three_seconds(doors, visitor):
    anna = visitor().visit().open()
    until(lambda: len(doors.sessions) == 1)
    anna.page.locator("#nk-say").press_sequentially("двадцать букв подряд")
    until(lambda: doors.typing == 1)
    assert doors.typing == 1


def test_an_answer_while_the_panel_is_closed_stands_on_the_button(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Жду")
    until(lambda: len(doors.rows) == 1)
    anna.page.keyboard.press("Escape")
    answer = doors.answer("Готово")
    anna.see(".launch .count", has_text="1")
    until(lambda: {"delivered": answer} in doors.receipts)
    assert not any(receipt.get("read") == answer for receipt in doors.receipts)
    anna.open()
    anna.see(".theirs", has_text="Готово")
    until(lambda: any(receipt.get("read") == answer for receipt in doors.receipts))
    anna.page.keyboard.press("Escape")
    anna.page.locator(".launch .count").wait_for(state="detached")


def test_messages_written_without_a_network_wait_and_go_by_themselves_in_order(doors, visitor):
    anna = visitor().visit().open()
    until(lambda: len(doors.sessions) == 1)
    anna.context.set_offline(True)
    for text in ("раз", "два", "три"):
        anna.say(text)
    anna.see(".strip", has_text="Нет связи")
    anna.count(".mine", 3)
    assert anna.own() == ["раз", "два", "три"]
    assert anna.states() == ["ждёт"] * 3
    anna.context.set_offline(False)
    until(lambda: doors.texts == ["раз", "два", "три"])
    anna.page.locator(".strip").wait_for(state="hidden")
    assert anna.own() == ["раз", "два", "три"]


def test_a_reload_in_the_middle_of_sending_loses_and_doubles_nothing(doors, visitor):
    anna = visitor().visit().open()
    doors.hold.clear()
    anna.say("не потеряйте")
    anna.say("и это")
    anna.page.reload()
    doors.hold.set()
    anna.see(".launch")
    until(lambda: doors.texts == ["не потеряйте", "и это"])
    anna.open()
    anna.count(".mine", 2)
    assert anna.own() == ["не потеряйте", "и это"]


def test_a_lost_answer_of_the_server_makes_no_second_message(doors, visitor):
    doors.answers_lost = 2
    anna = visitor().visit().open()
    anna.say("один раз")
    until(lambda: len(doors.posts) >= 3, 20)
    assert len(set(doors.posts)) == 1
    anna.see(".mine .st", has_text="доставлено")
    assert anna.own() == ["один раз"]


def test_a_cut_stream_comes_back_and_misses_nothing(doors, visitor):
    anna = visitor().visit().open()
    anna.say("слушаю")
    until(lambda: len(doors.rows) == 1 and doors.listeners)
    for number in range(3):
        doors.cut()
        doors.answer(f"ответ {number}")
    anna.count(".theirs", 3)
    assert anna.page.locator(".theirs .t").all_text_contents() == ["ответ 0", "ответ 1", "ответ 2"]


def test_a_restarted_server_gets_what_was_written_meanwhile(doors, visitor):
    with serving() as first:
        first.pages["/ru"] = (page_of("ru"), {})
        anna = visitor()
        anna.doors = first
        anna.visit().open()
        anna.say("до")
        until(lambda: first.texts == ["до"])
        port = first.port
    anna.say("пока лежит")
    anna.see(".mine .st", has_text="ждёт связи")
    with serving(port, first):
        until(lambda: first.texts == ["до", "пока лежит"], 40)


def test_a_session_the_server_no_longer_knows_is_replaced_and_the_message_goes(doors, visitor):
    anna = visitor().visit().open()
    until(lambda: len(doors.sessions) == 1)
    doors.sessions[0] = "forgotten"
    anna.say("всё равно")
    until(lambda: doors.texts == ["всё равно"])
    assert len(doors.sessions) == 2


def test_a_refused_message_says_why_and_can_be_sent_again_or_removed(doors, visitor):
    doors.refusals = [(422, {}), (422, {})]
    anna = visitor().visit().open()
    anna.say("плохо")
    anna.see(".mine.bad", has_text="Слишком длинно")
    anna.page.get_by_role("button", name="Повторить").click()
    until(lambda: doors.refusals == [])
    anna.see(".mine.bad")
    anna.page.get_by_role("button", name="Убрать").click()
    anna.page.locator(".mine").wait_for(state="detached")
    anna.say("хорошо")
    until(lambda: doors.texts == ["хорошо"])


def test_a_busy_server_is_asked_again_after_the_time_it_named(doors, visitor):
    doors.refusals = [(503, {"Retry-After": "1"})]
    anna = visitor().visit().open()
    anna.say("терпеливо")
    until(lambda: doors.texts == ["терпеливо"])


def test_two_tabs_stay_in_step_and_send_once(doors, visitor):
    anna = visitor().visit().open()
    other = type(anna)(anna.context, doors).visit().open()
    anna.context.set_offline(True)
    anna.say("из первой")
    other.say("из второй")
    for tab in (anna, other):
        tab.count(".mine", 2)
    anna.context.set_offline(False)
    until(lambda: doors.texts == ["из первой", "из второй"])
    doors.answer("обеим")
    for tab in (anna, other):
        tab.see(".theirs", has_text="обеим")
        assert tab.own() == ["из первой", "из второй"]
    assert len(set(doors.posts)) == 2


def test_a_draft_outlives_a_reload(doors, visitor):
    anna = visitor().visit().open()
    anna.page.locator("#nk-say").fill("недописанное")
    anna.page.reload()
    anna.see(".launch")
    anna.open()
    assert anna.page.locator("#nk-say").input_value() == "недописанное"


def test_an_email_is_stated_once_and_the_wait_says_so(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Здравствуйте")
    field = anna.page.locator("#nk-mail")
    field.fill("anna")
    field.press("Enter")
    anna.see(".contact .error", has_text="опечатку")
    field.fill("anna@example.org")
    field.press("Enter")
    anna.see(".contact", has_text="Ответим здесь и на anna@example.org")
    anna.see(".wait p", has_text="напишем и на почту")
    assert doors.contacts == [{"email": "anna@example.org"}]


def test_a_closed_conversation_is_rated_by_one_press_and_then_why(doors, visitor):
    anna = visitor().visit().open()
    anna.say("Спасибо")
    until(lambda: len(doors.rows) == 1)
    doors.tell("rating", {"url": "/rate/token", "scale": "csat", "factors": True})
    anna.see(".faces")
    assert anna.page.locator(".why").count() == 0, "why is asked of an answer"
    assert anna.page.locator(".ask [role=status]").text_content() == ""
    anna.page.get_by_role("button", name="Скорее нет").click()
    until(lambda: doors.ratings == [{"score": 2, "factors": [], "comment": ""}])
    assert anna.page.locator(".wait").is_hidden()
    anna.page.get_by_label("Долго отвечали").check()
    anna.page.get_by_label("Расскажите, если хотите").fill("Час ждала")
    anna.page.locator(".why button").click()
    until(lambda: doors.ratings[-1] == {"score": 2, "factors": ["slow"], "comment": "Час ждала"})
    anna.see(".ask", has_text="Спасибо, передали")
    anna.page.reload()
    anna.see(".launch")
    anna.open()
    anna.see(".faces [aria-pressed=true]", has_text="Скорее нет")
