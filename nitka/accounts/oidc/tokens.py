"""A code becomes what the provider says of a person: signed, for us, of this sign-in."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jwt

from nitka.accounts.oidc import discovery
from nitka.accounts.oidc.discovery import Provider
from nitka.accounts.oidc.trouble import Trouble
from nitka.accounts.oidc.wire import get_json, post_form

# Public keys only: a provider that says "HS256" or "none" would let anybody sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that clocks may differ
_ASKED: Any = {"require": ["iss", "sub", "aud", "exp", "iat"]}


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for."""

    subject: str
    email: str
    verified: bool | None  # None: the provider says nothing of it
    name: str
    asked_at: float | None = None  # when it last asked for a password, where it says so


def redeem(
    provider: Provider, *, client_id: str, secret: str, code: str, redirect: str, verifier: str
) -> dict[str, Any]:
    """The tokens of a code. Raises Trouble."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    authorization = ""
    if provider.basic:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client_id, "client_secret": secret}
    status, found = post_form(provider.token, form, authorization)
    if status == 200 and isinstance(found.get("id_token"), str):
        return found
    error = str(found.get("error") or "")
    client = error in ("invalid_client", "unauthorized_client") or status == 401
    raise Trouble("client" if client else "refused", f"{status} {error} {found.get('error_description') or ''}".strip())


def person(provider: Provider, tokens: dict[str, Any], *, client_id: str, nonce: str) -> Person:
    """Who it is, by the ID token; what it does not say of the address is asked for. Raises Trouble."""
    claims = _verified(provider, tokens["id_token"], client_id)
    if not nonce or not secrets.compare_digest(str(claims.get("nonce") or "").encode(), nonce.encode()):
        raise Trouble("nonce")
    subject = str(claims["sub"])
    if "email" not in claims and provider.userinfo and isinstance(tokens.get("access_token"), str):
        more = get_json(provider.userinfo, tokens["access_token"])
        if str(more.get("sub")) != subject:
            raise Trouble("token", "userinfo is of another person")
        claims = {**more, **claims}
    return Person(
        subject=subject,
        email=str(claims.get("email") or "").strip().lower(),
        verified=claims["email_verified"] in (True, "true") if claims.get("email_verified") is not None else None,
        name=str(claims.get("name") or "").strip()[:120],
        asked_at=claims["auth_time"] if isinstance(claims.get("auth_time"), int | float) else None,
    )


def _verified(provider: Provider, token: str, client_id: str) -> dict[str, Any]:
    """The claims of a token whose signature, issuer, audience and times hold."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise Trouble("signature", str(algorithm))
        key = _key(provider, header.get("kid"), algorithm)
        claims: dict[str, Any] = jwt.decode(
            token, key=key, algorithms=[algorithm], audience=client_id, issuer=provider.issuer, leeway=LEEWAY,
            options=_ASKED,
        )  # fmt: skip
    except jwt.InvalidSignatureError as error:
        raise Trouble("signature") from error
    except jwt.InvalidIssuerError as error:
        raise Trouble("issuer") from error
    except jwt.InvalidAudienceError as error:
        raise Trouble("audience") from error
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise Trouble("expired") from error
    except jwt.PyJWTError as error:
        raise Trouble("token", str(error)) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise Trouble("audience")
    return claims


def _key(provider: Provider, name: Any, algorithm: str) -> Any:
    """The provider's key of this name; one we do not know may be new."""
    for anew in (False, True):
        fit = [key for key in discovery.keys(provider, anew=anew) if _fits(key, name, algorithm)]
        if len(fit) == 1:
            return jwt.PyJWK(fit[0], algorithm=algorithm).key
    raise Trouble("signature", f"key {name!r}")


def _fits(key: dict[str, Any], name: Any, algorithm: str) -> bool:
    family = {"R": "RSA", "P": "RSA", "E": "EC"}[algorithm[0]] if algorithm != "EdDSA" else "OKP"
    return key.get("kty") == family and key.get("use", "sig") == "sig" and (name is None or key.get("kid") == name)
