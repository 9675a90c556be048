"""Browsers that a person has signed in with: one they never used is told to them."""

import secrets
from hashlib import sha256

from django.http import HttpRequest, HttpResponseBase

from nitka.accounts import queries
from nitka.accounts.actions.sign_in import record_for
from nitka.accounts.devices import name_of
from nitka.accounts.events import NewDevice
from nitka.accounts.models import KnownDevice, User
from nitka.kit import clock, cookies, events
from nitka.kit.db.tenancy import in_workspace

COOKIE = "device"
_MARK = "_device_cookie"
_LASTS = 400 * 24 * 3600  # seconds: browsers keep none longer


def recognise(request: HttpRequest, user: User) -> None:
    """Note with what they signed in. Their first browser is no news; nor is what signs in without a browser."""
    address = request.META.get("REMOTE_ADDR")
    if not address:
        return
    cookie = cookies.read(request, COOKIE)
    if not 20 <= len(cookie) <= 100:
        cookie = secrets.token_urlsafe(32)
    setattr(request, _MARK, cookie)
    first = not KnownDevice.objects.filter(user=user).exists()
    seen = {"name": name_of(request.headers.get("User-Agent", ""))[:60], "ip": address, "last_at": clock.now()}
    digest = sha256(cookie.encode()).hexdigest()
    device, new = KnownDevice.objects.update_or_create(user=user, digest=digest, defaults=seen)
    if new and not first:
        record_for(user, "sign_in.new_device", device=device.name)
        _tell(user, device)


def known_as(request: HttpRequest, email: str) -> str:
    """The digest of this browser where the person has signed in with it before; else empty."""
    cookie = cookies.read(request, COOKIE)
    digest = sha256(cookie.encode()).hexdigest() if cookie else ""
    return digest if KnownDevice.objects.filter(user__email__iexact=email, digest=digest).exists() else ""


def _tell(user: User, device: KnownDevice) -> None:
    for number, home in enumerate(queries.homes_of(user.pk)):
        with in_workspace(home.workspace_id):
            events.publish(NewDevice(device.pk, number == 0))


def remember(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the browser keep what it is known by."""
    cookie = getattr(request, _MARK, "")
    if cookie:
        cookies.keep(response, COOKIE, cookie, _LASTS)
    return response
