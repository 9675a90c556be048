"""What the form of a new conversation says, read from a request."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Team
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations import forms
from nitka.conversations.actions import Begun, Copies, Destination, Holder, Letter, NoAddress, Unseen, addressee
from nitka.conversations.actions.pending import kept
from nitka.conversations.desk.beginning import Whom
from nitka.conversations.reach import why_barred
from nitka.customers.models import Identity
from nitka.kit.ids import uuid7

FIELDS = ("to", "cc", "bcc", "who", "purpose")
MOST = 2000


def key_of(request: HttpRequest) -> UUID:
    """The form's own id; a new one where it has none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid7()


def letter(request: HttpRequest) -> Letter:
    """What is written. Raises Refused."""
    lacking = _lacking(request)
    try:
        written = forms.written(request)
    except forms.Lacking as problem:
        raise forms.Lacking(lacking | problem.fields) from None
    if lacking:
        raise forms.Lacking(lacking)
    if channel := _chosen(request)[0]:
        forms.carried(written.files, channel.name, can=adapter(channel.kind).capabilities.files)
    forms.filled(written.text, request.POST.getlist("unfilled"))
    copies = _copies(request)
    return Letter(written.text, written.subject, written.files, copies, request.POST.get("purpose", "")[:40])


def _lacking(request: HttpRequest) -> dict[str, str]:
    """A subject, where the channel has one."""
    channel, _identity = _chosen(request)
    wanted = channel is not None and adapter(channel.kind).capabilities.subject
    if not wanted or request.POST.get("subject", "").strip():
        return {}
    return {"subject": why_barred("subject", get_language() or "en")}


def _copies(request: HttpRequest) -> Copies:
    """Who else gets it, where the channel can do that."""
    channel, identity = _chosen(request)
    if channel is None or not adapter(channel.kind).capabilities.copies:
        return Copies()
    return forms.copies_given(request, identity.value if identity else request.POST.get("address", ""))


def way(request: HttpRequest, member: Member, whom: Whom) -> Destination:
    """The channel and address that were chosen. Raises Refused."""
    channel, identity = _chosen(request)
    if channel is not None and whom.customer is None:
        return Destination(channel, _newcomer(request, member, whom))
    if channel is None or identity is None or whom.customer is None or identity.customer_id != whom.customer.pk:
        raise forms.Refused(_("This address is no longer one of the customer’s. Choose where to write"))
    return Destination(channel, identity)


def _newcomer(request: HttpRequest, member: Member, whom: Whom) -> Identity:
    """The contact of who was not known until now. Raises Refused."""
    name = " ".join(request.POST.get("name", "").split())[:200]
    try:
        return addressee(kind="email", value=whom.address, name=name, by=member)
    except Unseen:
        said = _("A customer has this address whom you do not see: ask a colleague who does")
        raise forms.Refused(said) from None
    except NoAddress:
        raise forms.Refused(_("%(part)s is not an e-mail address") % {"part": whom.address[:80]}) from None


def _chosen(request: HttpRequest) -> tuple[Channel | None, Identity | None]:
    """The channel and the contact that the field names; no contact for who is not known yet."""
    channel, _sign, identity = request.POST.get("to", "").partition(":")
    of_channel, of_identity = _key(channel), _key(identity)
    found = Channel.objects.filter(pk=of_channel).first() if of_channel else None
    return found, Identity.objects.filter(pk=of_identity).first() if of_identity else None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def holder(request: HttpRequest) -> Holder:
    """Who is to have it. Raises Refused."""
    kind, _sign, key = request.POST.get("who", "").partition(":")
    if not kind:
        return Holder()
    try:
        if kind == "team":
            return Holder(team=Team.objects.get(pk=UUID(key), deleted_at=None))
        return Holder(member=Member.objects.get(pk=UUID(key), is_active=True))
    except (ValueError, Member.DoesNotExist, Team.DoesNotExist):
        raise forms.Refused(_("Whom you give it to is no longer here: choose somebody else")) from None


def begun_of(request: HttpRequest, whom: Whom) -> Begun:
    """What is kept of it while it is written. Raises Refused."""
    given = request.POST
    identity = _chosen(request)[1] if whom.customer else None
    if whom.customer and (identity is None or identity.customer_id != whom.customer.pk):
        identity = Identity.objects.filter(customer_id=whom.customer.pk).order_by("created_at").first()
    return Begun(
        identity_id=identity.pk if identity else None,
        address=whom.address,
        name=given.get("name", "")[:200],
        subject=given.get("subject", "")[:250],
        text=given.get("text", "").replace("\r\n", "\n")[: forms.MOST_TEXT],
        fields={name: value[:MOST] for name in FIELDS if (value := given.get(name, ""))},
        files=[kept(forms.opened(token)) for token in given.getlist("files")[: forms.MOST_FILES]],
    )
