"""Canned answers, macros and habits are written."""

from typing import Any

from nitka.conversations.models import Canned, Habits, Macro
from nitka.kit import clock
from nitka.kit.text import scrub, scrub_json


def save_canned(*, row: Canned, title: str, shortcut: str, text_ru: str, text_en: str) -> Canned:
    """Make or change a canned answer. Raises IntegrityError when another has the shortcut."""
    row.title, row.shortcut, row.text_ru, row.text_en = scrub(title), shortcut, scrub(text_ru), scrub(text_en)
    row.changed_at = clock.now()
    row.save()
    return row


def save_macro(*, row: Macro, title: str, steps: list[dict[str, Any]]) -> Macro:
    """Make or change a macro. Raises IntegrityError when another has the title."""
    row.title, row.steps, row.changed_at = scrub(title), scrub_json(steps), clock.now()
    row.save()
    return row


def save_habits(*, row: Habits, undo_letters: int, undo_chats: int) -> Habits:
    """How a member writes."""
    row.undo_letters, row.undo_chats = undo_letters, undo_chats
    row.save()
    return row
