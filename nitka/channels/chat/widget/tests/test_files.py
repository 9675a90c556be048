"""Files and pictures both ways."""

from __future__ import annotations

import base64

import pytest

from nitka.channels.chat.widget.tests.fake_doors import PNG, until

pytestmark = pytest.mark.browser


def pick(anna, *files: tuple[str, str, bytes]) -> None:
    payload = [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    with anna.page.expect_file_chooser() as chooser:
        anna.page.get_by_role("button", name="Файл или фото").click()
    chooser.value.set_files(payload)


def test_a_picked_file_goes_with_the_message(doors, visitor):
    anna = visitor().visit().open()
    pick(anna, ("счёт.pdf", "application/pdf", b"%PDF-1.7"))
    anna.see(".up li", has_text="счёт.pdf")
    anna.say("Вот счёт")
    until(lambda: doors.texts == ["Вот счёт"])
    assert [file["name"] for file in doors.rows[0]["files"]] == ["счёт.pdf"]
    anna.see(".mine .file", has_text="счёт.pdf")
    assert anna.page.locator(".up li").count() == 0


def test_a_message_may_be_a_file_alone(doors, visitor):
    anna = visitor().visit().open()
    pick(anna, ("a.txt", "text/plain", b"hello"))
    anna.see(".up li", has_text="a.txt")
    anna.page.get_by_role("button", name="Отправить").click()
    until(lambda: doors.texts == [""])


def test_a_pasted_picture_is_sent_and_shown_without_an_img_element(doors, visitor):
    anna = visitor().visit().open()
    anna.page.locator("#nk-say").evaluate(
        """(field, data) => {
          const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        base64.b64encode(PNG).decode(),
    )
    anna.see(".up li", has_text="image.png")
    anna.say("Так выглядит")
    until(lambda: len(doors.rows) == 1)
    anna.see(".mine canvas")
    assert anna.page.locator(".mine canvas").get_attribute("aria-label").startswith("image.png")


def test_an_agents_picture_is_drawn_and_opens_in_a_tab_of_its_own(doors, visitor):
    doors.files["pic"] = ("схема.png", "image/png", PNG)
    anna = visitor().visit().open()
    anna.say("Пришлите схему")
    until(lambda: len(doors.rows) == 1)
    doors.answer("", [doors.file_row("pic")])
    anna.see(".theirs canvas")
    link = anna.page.locator(".theirs a.file")
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in link.get_attribute("rel")


def test_what_cannot_be_taken_is_said_in_words(doors, visitor):
    doors.limits = {"text": 20, "file": 1048576, "files": 2}
    anna = visitor().visit().open()
    pick(anna, ("big.bin", "application/octet-stream", b"x" * 1048577))
    anna.see(".foot .error", has_text="big.bin: больше 1 МБ")
    pick(anna, ("virus.exe", "application/x-msdownload", b"MZ"))
    anna.see(".up .bad", has_text="Программы не принимаем")
    anna.page.get_by_role("button", name="Убрать virus.exe").click()
    pick(anna, *[(f"{n}.txt", "text/plain", b"x") for n in range(3)])
    anna.see(".foot .error", has_text="не больше 2")
    anna.say("слишком длинный текст для этого чата")
    anna.see(".foot .error", has_text="36 из 20")
    assert doors.texts == []
