"""The main job, from an empty installation to a closed task, in both languages."""

from __future__ import annotations

import pytest

from tests.story import chat, letters, ratings, start
from tests.story.words import LANGUAGES
from tests.story.world import living

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thread_across_chat_and_mail_answered_rated_and_understood(language: str) -> None:
    words = LANGUAGES[language]
    with living() as (house, relay):
        owner, agent, site = start.open_the_house(house, relay, words)
        anna = chat.visitor_writes(site, agent, owner, words)
        chat.agent_answers(agent, anna, words)
        chat.pictures_go_both_ways(agent, anna)
        chat.chat_is_whole_in_every_look(anna)
        chat.nothing_is_lost_or_doubled(agent, anna, words)
        number = letters.visitor_leaves_and_writes_a_letter(house, agent, anna, words)
        letters.agent_answers_by_letter(house, relay, agent, words)
        links = letters.closing_asks_by_letter(house, relay, agent, words)
        ratings.scanner_does_not_vote(links, owner, words)
        ratings.customer_says_what_was_wrong(links, owner, agent, words)
        ratings.task_is_closed_and_the_customer_told(relay, agent, number, words)
        boris = ratings.card_in_the_chat(site, agent, words)
        ratings.share_appears_with_its_interval(house, agent, owner, words)
        for person in (owner, agent, boris):
            assert not person.said, person.said
        assert house.complaints() == []
        site.close()
