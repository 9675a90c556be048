"""The no of whoever reads at a contact, said by a link or a page, and taken back there."""

from uuid import UUID

from django.db.models import Case, Q, When
from django.db.models.functions import Greatest

from nitka.customers.actions.consent import Word, note_consents
from nitka.customers.actions.repeating import note_news
from nitka.customers.consents import Answer, Consent, Way


def withdraw(*, identity_id: UUID, purpose: str, way: str, language: str = "") -> None:
    """Whoever reads at a contact wants no more of it, wherever they are known. Said again, it is known that it was."""
    note_news([Word(identity_id, purpose, Answer.WITHDRAWN, way, language=language, everywhere=True)])


def take_back_withdrawal(*, identity_id: UUID, purpose: str, way: str, language: str = "") -> bool:
    """Whoever withdrew through a contact agrees again, for that one. False where it is not theirs to take back."""
    line = own_withdrawal(identity_id, purpose)
    if line is None:
        return False
    note_consents([Word(identity_id, purpose, Answer.GIVEN, way, language=language)])
    return True


def own_withdrawal(identity_id: UUID, purpose: str) -> Consent | None:
    """The withdrawal that holds, where it was said by the reader at this contact, the purpose is still asked for and
    nobody withdrew otherwise since they last agreed: what was closed by telephone, no letter opens.
    """
    here = Q(identity_id=identity_id)
    theirs = Q(everywhere=True, identity__customer__identities=identity_id)
    said = Consent.objects.filter(here | theirs, purpose__code=purpose, purpose__archived_at=None)
    said = said.exclude(answer=Answer.ASKED).annotate(last=Greatest("at", "again_at"))
    found: Consent | None = None
    for line in said.order_by("-last", Case(When(answer=Answer.WITHDRAWN, then=0), default=1), "-pk"):
        if line.answer == Answer.GIVEN:
            return found
        if line.way not in (Way.LETTER, Way.PAGE) or line.member_id or line.identity_id != identity_id:
            return None
        found = found or line
    return found
