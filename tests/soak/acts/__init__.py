"""What two members and their customers do all day. Each act begins at the lists; none trips over another."""

from tests.soak.acts.answering import (
    both_answer_at_once,
    canned_and_macro,
    drafts_in_two_tabs,
    held_still,
    later_and_taken_back,
    letter_undone_and_sent,
    talk,
)
from tests.soak.acts.around import arrives, busy_for_a_while, on_a_telephone, searched_and_helped
from tests.soak.acts.handling import (
    closed_by_the_handful,
    labelled,
    note_with_mention,
    snoozed,
    split_and_merged,
    taken_and_handed_over,
)
from tests.soak.acts.trouble import a_deploy_while_one_writes, asleep_for_an_hour, before_the_stream_is

QUIET = (
    arrives, talk, taken_and_handed_over, note_with_mention, snoozed, labelled, closed_by_the_handful, canned_and_macro,
    later_and_taken_back, letter_undone_and_sent, split_and_merged, both_answer_at_once, drafts_in_two_tabs,
    searched_and_helped, busy_for_a_while, held_still, on_a_telephone, before_the_stream_is,
)  # fmt: skip
LOUD = (a_deploy_while_one_writes, asleep_for_an_hour)
