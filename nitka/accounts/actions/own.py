"""What a person changes about themselves."""

from nitka.accounts.actions.sign_in import record_for
from nitka.accounts.models import Entry, Language, Member, User
from nitka.realtime import topics
from nitka.realtime.actions import revoke


def set_preferences(*, user: User, name: str = "", language: str = "", theme: str = "") -> None:
    """What a person chose about themselves; what is empty stays as it is."""
    told = (("name", name), ("language", language), ("language_chosen", bool(language)), ("theme", theme))
    given = {field: value for field, value in told if value}
    for field, value in given.items():
        setattr(user, field, value)
    user.save(update_fields=list(given))
    if name:
        Member.objects.filter(user=user).update(name=name)


def follow_language(*, user: User, language: str) -> None:
    """Until a person chooses, they are spoken to, in letters too, in the language of the page they signed in by."""
    if language in Language.values and language != user.language and not user.language_chosen:
        user.language = language
        user.save(update_fields=["language"])


def set_password(*, user: User, password: str) -> None:
    """A new password: sessions made with the old one end, and their streams."""
    user.set_password(password)
    user.save(update_fields=["password", "password_until"])
    record_for(user, "password.changed")
    end_streams_of(user=user)


def end_streams_of(*, user: User) -> None:
    """End every stream a person has open, in all their workspaces; a session still in force opens its own anew."""
    for member in Entry.objects.filter(kind="user", key=str(user.pk)).values_list("object_id", flat=True):
        revoke(topics.member(member))
