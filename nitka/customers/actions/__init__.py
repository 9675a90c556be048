"""Verbs of customers."""

from nitka.customers.actions.again import reconsider, reconsider_all, take_back
from nitka.customers.actions.asking import confirm_consent, question_state, state_consent_of
from nitka.customers.actions.back import Was, forget_words, give_back, part, unmake
from nitka.customers.actions.catalogue import (
    allow_attribute,
    approve_attribute,
    drop_attribute,
    keep_attribute,
    make_attribute,
)
from nitka.customers.actions.claims import Claim
from nitka.customers.actions.companies import (
    SAME,
    WrongCompany,
    affiliate,
    archive_company,
    change_company,
    found_company,
    leave,
    rejoin,
    restore_company,
)
from nitka.customers.actions.confirm import (
    CannotAsk,
    answer_confirmation,
    ask_to_confirm,
    try_code,
    who_was_asked,
)
from nitka.customers.actions.consent import (
    Word,
    WrongConsent,
    archive_purpose,
    house_purposes,
    keep_purpose,
    note_consent_of,
    note_consents,
)
from nitka.customers.actions.describe import describe, remove_note, restore_note, write_note
from nitka.customers.actions.employ import Job, dismiss, employ, unfound
from nitka.customers.actions.enter import account_of, enter
from nitka.customers.actions.handful import decide_all, take_all_back
from nitka.customers.actions.holding import hold_of
from nitka.customers.actions.identify import hold, identify, lock, name_customer, state
from nitka.customers.actions.keep_companies import (
    Entry,
    call_again,
    companies_of,
    keep_companies,
    part_domains,
    put_under,
    unmake_companies,
)
from nitka.customers.actions.labels import (
    LabelTaken,
    TooManyLabels,
    delete_label,
    labels_of_names,
    put_labels,
    put_on,
    save_label,
    take_off_again,
)
from nitka.customers.actions.lessons import NoLesson, learn_from_decisions, use_lesson
from nitka.customers.actions.many import (
    change_attribute,
    change_companies,
    change_labels,
    hand_over,
    hand_over_companies,
    return_change,
)
from nitka.customers.actions.merge import CannotMerge, decide, merge
from nitka.customers.actions.naming import call, converse
from nitka.customers.actions.override import override, set_automatic
from nitka.customers.actions.owners import CannotOwn, give_company, give_customers
from nitka.customers.actions.propose import Likely, propose
from nitka.customers.actions.repeating import note_news
from nitka.customers.actions.respell import CannotRespell, respell
from nitka.customers.actions.restrict import lift_restriction, restrict
from nitka.customers.actions.said_in_files import Agreed, agree, speak, unsay_consents
from nitka.customers.actions.shared import release
from nitka.customers.actions.stand import CLOSE, Heard, Standing, fall_silent, hear, stand
from nitka.customers.actions.tell_companies import CompanyWord, tell_companies
from nitka.customers.actions.ticked import CannotCompare, ask_of_ticked
from nitka.customers.actions.traits import Trait, describe_all
from nitka.customers.actions.undo import undo, undo_all
from nitka.customers.actions.untell import untell_companies
from nitka.customers.actions.views import change_view, move_view, remove_view, save_view
from nitka.customers.actions.vouch import WAYS, CannotVouch, unvouch, vouch
from nitka.customers.actions.withdraw import own_withdrawal, take_back_withdrawal, withdraw
from nitka.customers.actions.write_down import Known, Person, write_down
from nitka.customers.attributes import WrongAttributes
from nitka.customers.personal import family, hold_family

__all__ = [
    "CLOSE", "SAME", "WAYS", "Agreed", "CannotAsk", "CannotCompare", "CannotMerge", "CannotOwn", "CannotRespell",
    "CannotVouch", "Claim",
    "CompanyWord", "Entry", "Heard", "Job", "Known", "LabelTaken", "Likely", "NoLesson", "Person", "Standing",
    "TooManyLabels", "Trait", "Was", "Word", "WrongAttributes", "WrongCompany", "WrongConsent", "account_of",
    "affiliate", "agree",
    "allow_attribute", "answer_confirmation", "approve_attribute", "archive_company", "archive_purpose",
    "ask_of_ticked", "ask_to_confirm", "call", "call_again", "change_attribute", "change_companies",
    "change_company", "change_labels", "change_view", "companies_of", "confirm_consent", "converse", "decide",
    "decide_all", "delete_label", "describe", "describe_all", "dismiss", "drop_attribute", "employ", "enter",
    "fall_silent", "family", "forget_words", "found_company", "give_back", "give_company", "give_customers",
    "hand_over", "hand_over_companies", "hear", "hold", "hold_family", "hold_of", "house_purposes", "identify",
    "keep_attribute", "keep_companies", "keep_purpose", "labels_of_names", "learn_from_decisions",
    "leave", "lift_restriction", "lock", "make_attribute", "merge", "move_view",
    "name_customer", "note_consent_of", "note_consents", "note_news", "override", "own_withdrawal", "part",
    "part_domains",
    "propose", "put_labels", "put_on", "put_under", "question_state", "reconsider", "reconsider_all", "rejoin",
    "release", "remove_note", "remove_view", "respell", "restore_company", "restore_note", "restrict",
    "return_change", "save_label", "save_view", "set_automatic", "speak", "stand", "state", "state_consent_of",
    "take_all_back", "take_back", "take_back_withdrawal", "take_off_again", "tell_companies", "try_code", "undo",
    "undo_all", "unfound", "unmake", "unmake_companies", "unsay_consents", "untell_companies", "unvouch", "use_lesson",
    "vouch", "who_was_asked", "withdraw", "write_down", "write_note",
]  # fmt: skip
