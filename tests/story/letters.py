"""The same conversation goes on by letters."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from playwright.sync_api import expect

from nitka.cli.tests.house import House
from tests.story.people import Agent, Visitor
from tests.story.start import SUPPORT
from tests.story.words import Words
from tests.story.world import Relay, html_of, text_of

ANNA = "anna@customer.example"


def letter(subject: str, text: str, answers: EmailMessage | None = None) -> EmailMessage:
    """A letter as Anna's mail program writes it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Anna <{ANNA}>", SUPPORT, subject
    made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain="customer.example")
    if answers is not None:
        made["In-Reply-To"] = answers["Message-ID"]
        made["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        text += "\n\n" + "\n".join(f"> {line}" for line in text_of(answers).splitlines())
    made.set_content(text)
    return made


def visitor_leaves_and_writes_a_letter(house: House, agent: Agent, anna: Visitor, words: Words) -> int:
    """The address was only stated; the letter from it lands in the same conversation."""
    anna.state_address(ANNA)
    assert not anna.said, anna.said
    anna.leave()
    number = int(agent.page.url.partition("/inbox/")[2].split("/")[0])
    agent.see("#customer .ids", ANNA)
    agent.page.locator(".composer .draft").focus()  # as whoever has just answered leaves it
    house.post(letter("The sensor", words.letter))
    agent.see("#talk .msg.in", words.letter)
    agent.see("#talk .turn")
    agent.count("#rows a.row", 1)
    return number


def agent_answers_by_letter(house: House, relay: Relay, agent: Agent, words: Words) -> None:
    """From the same composer; the letter threads in Anna's mail program and her answer here."""
    expect(agent.page.locator(".composer .place")).to_contain_text(ANNA)
    agent.answer(words.letter_answer)
    sent = relay.to(ANNA, words.letter_answer)
    assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", sent["Message-ID"])
    assert sent["In-Reply-To"]
    assert sent["In-Reply-To"] in sent["References"]
    assert sent["Subject"].startswith("Re: The sensor")
    assert SUPPORT in sent["From"]
    assert words.agent.split()[0] in sent["From"]
    assert words.letter_answer in html_of(sent)
    agent.see("#talk .msg.out .ticks.sent")
    house.post(letter("Re: The sensor", words.thanks, sent))
    agent.see("#talk .msg.in", words.thanks)
    quote = agent.page.locator("#talk .msg.in").last.locator("details.quote").first
    expect(quote).to_contain_text(words.letter_answer)  # folded, not repeated in the text
    expect(quote.locator("blockquote, .frame").first).to_be_hidden()
    agent.count("#rows a.row", 1)


def closing_asks_by_letter(house: House, relay: Relay, agent: Agent, words: Words) -> list[str]:
    """The rating is asked where Anna wrote last: five links, one click each."""
    agent.close()
    asked = relay.to(ANNA, words.asked)
    links = list(dict.fromkeys(re.findall(rf"{re.escape(house.url)}/rate/[\w-]+\?s=\d", html_of(asked))))
    assert [link[-1] for link in links] == list("12345")
    assert all(link in text_of(asked) for link in links)
    assert asked["Auto-Submitted"]
    return links
