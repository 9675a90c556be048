"""What can go wrong between us and a provider, in words for whoever can mend it."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Trouble(Exception):
    """The provider cannot be used as it is; `detail` is what a machine said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail[:300]


# code → what is wrong, and what to do about it
WORDS: dict[str, tuple[Any, Any]] = {
    "address": (_("This is not an address of a provider"), _("It begins with https:// and has no ? or #")),
    "plain": (
        _("The provider answers without encryption"),
        _("Its address must begin with https://; http only inside networks that the operator has named"),
    ),
    "no_host": (_("There is no server of this name"), _("Look for a typo in the address")),
    "inside": (
        _("The address leads into a private network"),
        _("If the provider stands there, the operator names the network: NITKA_INSIDE_NETWORKS=10.0.0.0/8"),
    ),
    "silent": (
        _("The provider does not answer"),
        _("Either it is down, or a firewall stands between it and this server"),
    ),
    "tls": (_("The provider’s certificate is not trusted"), _("It has run out, or is for another name")),
    "status": (
        _("The provider’s page of settings is not there"),
        _("Take the issuer’s address as the provider names it, with the realm or tenant in it"),
    ),
    "not_json": (
        _("What answers is not an OpenID Connect provider"),
        _("At /.well-known/openid-configuration there must be its settings, not a page"),
    ),
    "issuer": (
        _("The provider calls itself by another address"),
        _("Write the issuer exactly as the provider does, to the last slash"),
    ),
    "endpoints": (_("The provider’s settings lack an address that sign-in needs"), _("Ask whoever runs the provider")),
    "pkce": (_("The provider knows no PKCE with S256"), _("Switch it on there for this client")),
    "keys": (_("The provider’s keys cannot be read"), _("Ask whoever runs the provider")),
    "client": (
        _("The provider does not know this client or its secret"),
        _("Copy both anew from the provider; a secret may have run out"),
    ),
    "refused": (_("The provider did not accept its own code"), _("Begin again; if it stays so, look at its log")),
    "token": (_("What the provider says of the person cannot be read"), _("Ask whoever runs the provider")),
    "signature": (_("The provider’s signature is wrong"), _("Its keys may just have changed: begin again")),
    "audience": (_("The provider’s answer was meant for somebody else"), _("The client id may be another one’s")),
    "expired": (_("The provider’s answer is too old"), _("Compare the clocks of both servers")),
    "nonce": (_("This answer does not belong to this sign-in"), _("Begin again, in one tab")),
    "state": (_("This sign-in has run out"), _("Begin again: there are ten minutes between here and the provider")),
    "cancelled": (_("You did not sign in at the provider"), _("Begin again when you are ready")),
    "unverified": (
        _("The provider does not say that your address is verified"),
        _("An administrator of the provider can confirm it"),
    ),
    "silent_on_email": (
        _("The provider does not say whether your address is verified"),
        _("An owner can trust its addresses all the same, under “Sign-in” in the settings"),
    ),
    "somebody": (
        _("You signed in at the provider as somebody else"),
        _("Sign out there, then confirm with the account that is linked here"),
    ),
    "unasked": (
        _("The provider let you through without asking who you are"),
        _("Sign out there and begin again, so that it asks"),
    ),
    "undated": (
        _("The provider does not say when it asked who you are"),
        _("It must answer max_age with auth_time: whoever runs the provider can switch that on"),
    ),
    "domain": (
        _("Addresses of this domain do not sign in this way"),
        _("Sign in with your password, or with your address at the company"),
    ),
    "nobody": (_("Nobody with this address works here"), _("Ask for an invitation to exactly this address")),
    "proof": (
        _("There is an account with this address already"),
        _("Sign in as you did before, this once; then link both under “Sign-in and devices”"),
    ),
    "other": (
        _("This account at the provider is linked with another person here"),
        _("It can be unlinked there, under “Sign-in and devices”"),
    ),
    "gone": (_("The company’s sign-in was just changed"), _("Begin again")),
}


def words(code: str) -> tuple[str, str]:
    """What is wrong and what to do."""
    said, fix = WORDS[code]
    return str(said), str(fix)
