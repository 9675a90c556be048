"""The no of whoever reads at a contact, said by a link or a page, and taken back there."""

from uuid import UUID

from nitka.customers.actions.consent import Word, note_consents
from nitka.customers.consents import Answer, Consent, Way
from nitka.customers.queries import standing


def withdraw(*, identity_id: UUID, purpose: str, way: str, language: str = "") -> None:
    """Whoever reads at a contact wants no more of it, wherever they are known. Said again, it changes nothing."""
    held = standing([identity_id]).get(identity_id, {}).get(purpose)
    if held is None or held.decision != Answer.WITHDRAWN:
        note_consents([Word(identity_id, purpose, Answer.WITHDRAWN, way, language=language, everywhere=True)])


def take_back_withdrawal(*, identity_id: UUID, purpose: str, way: str, language: str = "") -> bool:
    """Whoever withdrew through a contact agrees again, for that one. False where it is not theirs to take back."""
    line = own_withdrawal(identity_id, purpose)
    if line is None:
        return False
    note_consents([Word(identity_id, purpose, Answer.GIVEN, way, language=language)])
    return True


def own_withdrawal(identity_id: UUID, purpose: str) -> Consent | None:
    """The withdrawal that holds, where it was said by the reader at this contact and the purpose is still asked for."""
    held = standing([identity_id]).get(identity_id, {}).get(purpose)
    if held is None or held.decision != Answer.WITHDRAWN:
        return None
    said = Consent.objects.filter(pk=held.consent_id, answer=Answer.WITHDRAWN, way__in=(Way.LETTER, Way.PAGE))
    return said.filter(identity_id=identity_id, member_id=None, purpose__archived_at=None).first()
