"""Asked, rated, understood, put right."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from playwright.sync_api import expect

from nitka.cli.tests.house import House, until
from tests.story.letters import ANNA
from tests.story.people import Agent, Person, Visitor
from tests.story.words import Words
from tests.story.world import Relay, Site


def scanner_does_not_vote(links: list[str], owner: Agent, words: Words) -> None:
    """A program that opens every link of the letter changes nothing."""
    owner.go("insight/")
    owner.see("#how .say", words.nobody_rated)
    for link in links:
        with urlopen(link) as answer:
            assert answer.status == 200
    owner.page.reload()
    owner.see("#how .say", words.nobody_rated)


def customer_says_what_was_wrong(links: list[str], owner: Agent, agent: Agent, words: Words) -> None:
    """A browser that opens the link votes by itself and asks why; the figures move without a reload."""
    anna = Person(words.language)
    anna.page.goto(links[1])
    anna.see("#rate[data-saved]")
    anna.see("#rate .saved", words.bad)
    owner.see("#how .say", words.too_few)
    anna.page.get_by_label(words.reason).check()
    anna.page.locator("#words").fill(words.comment)
    anna.page.locator("#rate .go button").click()
    anna.see(".thanks h1", words.passed_on)
    owner.see("#who .people", words.comment)
    assert not anna.said, anna.said
    anna.leave()


def task_is_closed_and_the_customer_told(relay: Relay, agent: Agent, number: int, words: Words) -> None:
    """The unhappy rating is a task with an owner and a deadline; closing it needs a cause and tells Anna."""
    agent.go("tasks/")
    agent.page.locator("#tasks a.row", has_text=words.comment).click()
    task = agent.page.locator("#task")
    expect(task).to_contain_text(words.reason)
    expect(task.locator("dd", has_text=words.agent)).to_be_visible()
    expect(task.locator("dl time, dl dd time").first).to_be_visible()
    expect(task.locator(f"a[href$='/inbox/{number}/']")).to_be_visible()
    task.locator("input[name=cause]").first.check()
    task.locator("textarea[name=done]").fill(words.done)
    task.locator("textarea[name=text]").fill(words.told)
    task.locator(".tools .main").click()
    agent.see("#task h3", words.was_told)
    sent = relay.to(ANNA, words.told)
    assert sent["In-Reply-To"]
    assert sent["Subject"].startswith("Re: ")
    agent.go(f"inbox/{number}/")
    agent.see("#talk .msg.out", words.told)


def card_in_the_chat(site: Site, agent: Agent, words: Words) -> Visitor:
    """Boris is asked inside the chat: away when his conversation was closed, he finds the card on his return."""
    boris = Visitor(words.language).visit(site.url)
    boris.say("Do you ship on Sundays?")
    agent.go("inbox/?view=all")
    agent.open("Do you ship on Sundays?")
    agent.answer("We do")
    boris.see(".theirs .t", "We do")
    assert not boris.said, boris.said
    state = boris.leave()
    agent.close()
    boris = Visitor(words.language, state).visit(site.url)
    boris.page.locator(".ask .faces button").nth(4).click()
    boris.page.locator(".why input[type=checkbox]").first.check()
    boris.page.locator("#nk-why").fill("Friendly and quick")
    boris.page.locator(".why button").click()
    boris.see(".ask", words.card_done)
    return boris


def share_appears_with_its_interval(house: House, agent: Agent, owner: Agent, words: Words) -> None:
    """From five ratings on there is a share with n and interval, live; every number opens its people."""
    owner.see("#how .say", words.too_few)
    channel = _chat(house, agent)
    for score in (5, 4, 5):
        _quick(house, channel, agent, score)
    say = owner.see("#how .say", words.share)
    assert re.search(r"80([,.]\d)?\s?%.*3\d.*9\d", say.inner_text(), re.DOTALL), say.inner_text()
    owner.page.locator("#how a.fig").first.click()
    expect(owner.page.locator("#who .people tbody tr")).to_have_count(4)
    expect(owner.page.locator("#who")).to_contain_text("Friendly and quick")


def _chat(house: House, agent: Agent) -> str:
    token = house.make("token", "create", "--name", "story")["token"]
    channels = _ask(f"{house.url}/api/v1/channels", token)["data"]
    return str(next(channel["id"] for channel in channels if channel["kind"] == "chat"))


def _quick(house: House, channel: str, agent: Agent, score: int) -> None:
    """A customer who writes, is closed and rates, by the doors alone."""
    base, text = f"{house.url}/chat/{channel}/", f"Quick question {uuid4().hex[:8]}"
    session = _ask(base + "sessions", "", {})["session"]
    _ask(base + "messages", session, {"id": str(uuid4()), "text": text})
    agent.go("inbox/?view=all")
    agent.open(text)
    agent.answer(f"A quick answer to {text}")
    agent.close()
    asked = until(lambda: _ask(base + "messages", session)["rating"])
    _ask(house.url + asked["url"], "", {"score": score})


def _ask(url: str, token: str, body: object = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data, headers), timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
