"""Who gets in by the company's provider: docs/decisions/company-sign-in.md."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from nitka.accounts import actions
from nitka.accounts.actions.issuer import PROVIDER, link, uid
from nitka.accounts.models import Invitation, Issuer, User, Workspace
from nitka.accounts.oidc.tokens import Person
from nitka.accounts.oidc.trouble import Trouble
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace


def linked(issuer: Issuer, person: Person) -> SocialAccount | None:
    """The link of an account there."""
    found = SocialAccount.objects.filter(provider=PROVIDER, uid=uid(issuer.url, person.subject))
    return found.first()


def vouched(issuer: Issuer, person: Person) -> None:
    """Whether the provider says enough of an address that is its own. Raises Trouble."""
    silent = person.verified is None and issuer.believes_silence
    if not person.email or not (person.verified or silent):
        raise Trouble("unverified" if not person.email or person.verified is not None else "silent_on_email")
    if not issuer.vouches_for(person.email):
        raise Trouble("domain")


def user_of(issuer: Issuer, person: Person) -> User:
    """Who it is here: linked, or invited, or without any other way in. Raises Trouble."""
    vouched(issuer, person)
    if found := linked(issuer, person):
        known: User = User.objects.get(pk=found.user_id)
        return known
    user = User.objects.filter(email=person.email).first()
    try:
        with transaction.atomic():
            if user is None:
                user = _invited(person)
            elif user.has_usable_password() or user.second_step:
                raise Trouble("proof")
            link(user=user, issuer=issuer, subject=person.subject, email=person.email)
    except IntegrityError:  # in another tab at the same moment
        raise Trouble("gone") from None
    return user


def link_to(user: User, issuer: Issuer, person: Person) -> None:
    """Whoever is signed in links their account there; again: nothing happens. Raises Trouble."""
    vouched(issuer, person)
    found = linked(issuer, person)
    if found is not None and found.user_id != user.pk:
        raise Trouble("other")
    if found is None:
        link(user=user, issuer=issuer, subject=person.subject, email=person.email)


def _invited(person: Person) -> User:
    """A new user, in every workspace that has invited exactly this address. Raises Trouble."""
    user: User | None = None
    for workspace in Workspace.objects.order_by("created_at"):
        with in_workspace(workspace.pk):
            rows = Invitation.objects.filter(email=person.email, accepted_at=None, revoked_at=None)
            row = rows.filter(expires_at__gt=clock.now()).order_by("created_at").first()
            if row is None:
                continue
            user = user or User.objects.create_user(person.email, None, name=person.name, language=workspace.language)
            actions.accept(invitation=row, workspace=workspace, user=user)
    if user is None:
        raise Trouble("nobody")
    return user
