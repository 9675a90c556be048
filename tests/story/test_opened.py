"""Every menu, window and strip of the desk, opened over a running company: axe finds nothing, Escape leads back.

Walked when asked for, with NITKA_SOAK_MINUTES or NITKA_SHOTS: it takes minutes.
"""

from __future__ import annotations

import os

import pytest

from tests.soak.house import PASSWORD, company
from tests.story.opened import faults_of
from tests.story.people import Agent

ASKED = pytest.mark.skipif(not {"NITKA_SOAK_MINUTES", "NITKA_SHOTS"} & {*os.environ}, reason="takes minutes")
pytestmark = [pytest.mark.browser, pytest.mark.slow, ASKED]
MEANT = ("409", "503")  # a draft that lags behind, a server that fails: the states bring them about
TALK = """select v.number from conversations_conversation v join channels_channel c on c.id = v.channel_id
    join conversations_message m on m.conversation_id = v.id and m.direction <> 'note'
    where c.kind = 'email' and v.status = 'open'
    group by v.number having count(*) > 1 order by v.number desc limit 1"""
LOOKS = ((1440, "ru"), (390, "ru"), (1440, "en"))


def test_whatever_opens_at_the_desk_is_whole_and_closes_again() -> None:
    found: list[str] = []
    with company("opened", 40) as (house, _relay):
        for width, language in LOOKS:
            house.ask("update accounts_user set language = %s where email = 'olga@uklad.example'", language)
            olga = Agent(language, width=width, still=True)
            olga.sign_in(house.url, "olga@uklad.example", PASSWORD)
            olga.go("inbox/?view=all")
            olga.see("#rows a.row")
            found += faults_of(olga.page, "list", f"{width}-{language}")
            olga.go(f"inbox/{house.ask(TALK)[0][0]}/?view=all")
            olga.see("#talk")
            found += faults_of(olga.page, "thread", f"{width}-{language}")
            found += [said for said in olga.said if not any(status in said for status in MEANT)]
            olga.leave()
        assert "\n".join(found) == ""
        assert house.complaints() == []
