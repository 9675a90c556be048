"""Signed links as letters carry them, made with the installation's own key: `NITKA_DATA` says whose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scan_site import Asked


def links() -> Iterator[Asked]:
    """One of each kind, of rows that are there."""
    from nitka.accounts.models import Member, Workspace
    from nitka.kit.db.tenancy import in_workspace
    from nitka.notices import tokens as letters

    workspace = Workspace.objects.get()
    with in_workspace(workspace.pk):
        owner = Member.objects.get(role="owner")
        yield _get(f"/letters/{letters.make(workspace.pk, owner.pk)}/off/", "notices:letters_off")
        yield from _answers(workspace)
        yield from _consents(workspace)
        yield from _invited()


def _get(path: str, name: str) -> Asked:
    return Asked("GET", path, name)


def _answers(workspace: Any) -> Iterator[Asked]:
    from nitka.feedback import tokens
    from nitka.feedback.models import RatingRequest

    asked = RatingRequest.objects.latest("asked_at")
    path = f"/rate/{tokens.make(workspace.pk, asked.pk)}"
    yield _get(f"{path}?score=5&next=/words", "feedback:rate")
    yield Asked("POST", path, "feedback:rate", (("score", "5"), ("comment", "words"), ("next", "/words")), referer=path)


def _consents(workspace: Any) -> Iterator[Asked]:
    from nitka.customers import agreeing, withdrawing
    from nitka.customers.models import Confirmation, Consent, Identity

    known, said = Identity.objects.filter(kind="email").latest("created_at"), Consent.objects.latest("id")
    confirmed = Confirmation.objects.create(identity=known, claimant=known)
    for path, name in (
        (f"/agree/{agreeing.LINK.make(workspace.pk, said.pk)}/", "customers:agreement"),
        (f"/withdraw/{withdrawing.LINK.make(workspace.pk, known.pk, 'marketing')}/", "customers:withdrawal"),
        (f"/confirm/{confirmed.token}/", "conversations:confirmation"),
    ):
        yield _get(f"{path}?next=/words", name)
        yield Asked("POST", path, name, (("purpose", "words"), ("answer", "yes"), ("next", "/words")), referer=path)


def _invited() -> Iterator[Asked]:
    from nitka.accounts.actions.invite import token_of
    from nitka.accounts.models import Invitation

    for one in Invitation.objects.order_by("-id")[:1]:
        path = f"/join/{token_of(one)}/"
        yield _get(path, "accounts:join")
        yield Asked("POST", path, "accounts:join", (("name", "words"), ("password", "words")), referer=path)
