"""What customers agreed to: a company's purposes, the words they were asked with, and the journal of their answers."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel

LANGUAGES = ("en", "ru")

# What every company has from the beginning; it changes the words, or adds purposes of its own
HOUSE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "marketing": (
        {"en": "Offers and news", "ru": "Предложения и новости"},
        {
            "en": "I agree to receive offers and news. I can withdraw my consent at any time.",
            "ru": "Я согласен получать предложения и новости. Отозвать согласие можно в любой момент.",
        },
    ),
    "surveys": (
        {"en": "Surveys", "ru": "Опросы"},
        {
            "en": "I agree to be asked for my opinion. I can withdraw my consent at any time.",
            "ru": "Я согласен отвечать на вопросы о качестве. Отозвать согласие можно в любой момент.",
        },
    ),
}


class Answer(models.TextChoices):
    """What a line of the journal says."""

    GIVEN = "given", _("Agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ASKED = "asked", _("Asked, not confirmed yet")


class Way(models.TextChoices):
    """Where it was said."""

    CHANNEL = "channel", _("in a message")
    PAGE = "page", _("on a page")
    LETTER = "letter", _("by a letter's link")
    CALL = "call", _("on the phone")
    PAPER = "paper", _("on paper")
    API = "api", _("by a program")
    FILE = "file", _("in a file")


class Purpose(WorkspaceModel):
    """What a company writes for beyond serving: offers, surveys. Its words lie in `Wording`."""

    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)  # language → name
    created_at = models.DateTimeField(default=clock.now)
    # What was stated for an e-mail is confirmed by a letter's link
    asks_twice = models.BooleanField(default=False, db_default=False)
    archived_at = models.DateTimeField(null=True)  # nobody is asked any more; what was said stays

    class Meta:
        db_table = "customers_purpose"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "code"], name="customers_purpose_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.called(get_language() or "en")

    def called(self, language: str) -> str:
        """Its name in a language."""
        return str(self.names.get(language[:2]) or self.names.get("en") or self.code)


class Wording(WorkspaceModel):
    """A version of the words that a purpose's consent is asked with; never changed, so that proof stays proof."""

    purpose = WorkspaceKey(Purpose, related_name="wordings")
    purpose_id: UUID
    version = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)  # language → text
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_wording"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "purpose_id", "version"], name="customers_wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose_id} {self.version}"

    @property
    def text(self) -> str:
        """What it says in the reader's language."""
        return self.read_in(get_language() or "")

    def read_in(self, language: str) -> str:
        """What it says in a language; where that is not known, in the first it has."""
        return str(self.texts.get(language[:2]) or next(iter(self.texts.values()), ""))


class Consent(WorkspaceModel):
    """A line of the journal: what was said of a purpose through an identity. It only grows; what is said again through
    the same way moves `again_at` of its line."""

    identity = WorkspaceKey("customers.Identity", related_name="consents")
    identity_id: UUID
    purpose = WorkspaceKey(Purpose, related_name="consents")
    purpose_id: UUID
    wording = WorkspaceKey(Wording, null=True, related_name="consents")  # what they read; none of a withdrawal
    wording_id: UUID | None
    answer = models.CharField(max_length=9, choices=Answer.choices)
    everywhere = models.BooleanField(default=False)  # of a withdrawal: it holds for every contact they have
    way = models.CharField(max_length=8, choices=Way.choices)
    language = models.CharField(max_length=2, blank=True, default="")  # in which they read it
    channel_id = models.UUIDField(null=True)
    source_id = models.UUIDField(null=True)  # the page, the token
    member_id = models.UUIDField(null=True)  # who noted it
    at = models.DateTimeField(default=clock.now)  # when it happened
    again_at = models.DateTimeField(null=True)  # when it was last said again
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_consent"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(everywhere=False) | models.Q(answer="withdrawn"), name="customers_consent_everywhere"
            ),
        ]
        indexes: ClassVar = [
            models.Index("workspace_id", "identity_id", "purpose_id", models.F("at").desc(),
                         name="customers_consent_of"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.answer}"


class Proof(WorkspaceModel):
    """What shows that it was said, in somebody's words. Apart from the journal, so that erasure can blank it."""

    consent = WorkspaceKey(Consent, related_name="proofs")
    consent_id: UUID
    text = models.TextField(null=True)  # noqa: DJ001 (null: erased)

    class Meta:
        db_table = "customers_proof"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "consent_id"], name="customers_proof_of")]

    def __str__(self) -> str:
        return str(self.consent_id)
