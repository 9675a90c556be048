"""First run: the workspace and its owner, a chat, an address, a relay; a colleague signs in."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from nitka.cli.tests.house import House
from tests.story.people import Agent
from tests.story.words import Words
from tests.story.world import Relay, Site

OWNER, AGENT, SUPPORT = "owner@company.example", "vera@company.example", "help@company.example"
PASSWORD = "a long walk by the river"


def open_the_house(house: House, relay: Relay, words: Words) -> tuple[Agent, Agent, Site]:
    """From nothing to two members at their pages."""
    owner = Agent(words.language)
    page = owner.page
    page.goto(house.url)
    owner.see("h1", words.whose)
    page.locator("#id_company").fill(words.company)
    page.locator("input[name=name]").fill(words.owner)
    page.locator("input[name=email]").fill(OWNER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    owner.see("h1", words.three_steps)
    owner.base = page.url.partition("/start/")[0]
    channel = re.search(r"channel=([0-9a-f-]{36})", page.locator("#line").inner_text())
    assert channel is not None
    _connect_mail(owner, relay)
    house.make("member", "create", "--email", AGENT, "--name", words.agent, "--role", "agent", "--password", PASSWORD)
    agent = Agent(words.language)
    agent.sign_in(house.url, AGENT, PASSWORD)
    agent.go("inbox/?view=all")
    owner.go("start/")
    return owner, agent, Site(house, channel[1], words.language)


def _connect_mail(owner: Agent, relay: Relay) -> None:
    page = owner.page
    page.locator("input[name=address]").fill(SUPPORT)
    page.keyboard.press("Enter")
    owner.see("#road", SUPPORT)
    owner.go("settings/channels/")
    page.get_by_role("link", name=SUPPORT).first.click()
    page.locator("input[name=host]").fill("127.0.0.1")
    page.locator("input[name=port]").fill(str(relay.controller.port))
    page.locator("select[name=security]").select_option("none")
    page.locator("form.form button.main").click()
    expect(page.locator(".toast").first).to_be_visible()
