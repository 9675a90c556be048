from uuid import UUID

import pytest

from nitka.insight.report import Asked, Cell, change, count, rows, scale_of

CHAT, MAIL = UUID(int=1), UUID(int=2)


def cell(
    score: int,
    number: int,
    *,
    now: bool = True,
    channel: UUID = CHAT,
    scale: str = "csat",
    touchpoint: UUID | None = CHAT,
) -> Cell:
    return Cell(now, scale, channel, touchpoint, None, score, number)


def test_scores_fall_into_three_groups_and_the_silent() -> None:
    counts = count([cell(1, 2), cell(3, 1), cell(4, 3), cell(5, 4)], [Asked(True, "csat", CHAT, CHAT, None, 20, 10)])
    assert (counts.unhappy, counts.neutral, counts.happy, counts.silent) == (2, 1, 7, 10)
    assert counts.mean == pytest.approx(3.7)
    assert counts.asked == 20


def test_the_ends_of_what_the_silent_may_hide() -> None:
    counts = count([cell(5, 3), cell(1, 1)], [Asked(True, "csat", CHAT, CHAT, None, 8, 4)])
    assert counts.bounds == (3 / 8, 7 / 8)


def test_rows_stand_by_how_many_answered() -> None:
    made = rows([cell(5, 1), cell(4, 5, channel=MAIL)], [], lambda c: c.channel)
    assert [r.key for r in made] == [MAIL, CHAT]


def test_who_was_only_asked_still_has_a_row() -> None:
    made = rows([], [Asked(True, "csat", MAIL, MAIL, None, 3, 3)], lambda c: c.channel)
    assert made[0].now.silent == 3
    assert made[0].now.share.value is None


def test_an_empty_touchpoint_is_no_row() -> None:
    assert rows([cell(5, 9, touchpoint=None)], [], lambda c: c.touchpoint) == []


def test_a_channel_that_took_over_is_mix_not_work() -> None:
    split = change([cell(5, 9), cell(1, 1), cell(5, 5, channel=MAIL), cell(1, 5, channel=MAIL),
                    cell(5, 18, now=False), cell(1, 2, now=False),
                    cell(5, 1, now=False, channel=MAIL), cell(1, 1, now=False, channel=MAIL)])  # fmt: skip
    assert split is not None
    assert split.within.value == pytest.approx(0)
    assert split.mix == pytest.approx(split.whole.value)


def test_the_scale_with_more_answers_is_shown_unless_asked() -> None:
    cells = [cell(5, 2), cell(10, 7, scale="nps")]
    assert scale_of(cells, "") == ("nps", ["nps", "csat"])
    assert scale_of(cells, "csat")[0] == "csat"
    assert scale_of([], "nps")[0] == "nps"
