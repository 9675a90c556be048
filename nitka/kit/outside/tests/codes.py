"""The half of OAuth that every provider has: a code for who said yes, given back once and with its verifier (PKCE)."""

import base64
import hashlib
import secrets


class Codes:
    """What was asked for, by the code that was given for it."""

    def __init__(self) -> None:
        self.asked: dict[str, dict[str, str]] = {}

    def give(self, asked: dict[str, str]) -> dict[str, str]:
        """The person says yes: what their browser brings back."""
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def take(self, form: dict[str, str]) -> dict[str, str] | None:
        """What the code of a form was given for, once, and to nobody else than who asked."""
        asked = self.asked.pop(form.get("code", ""), None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode()
        if asked and (asked["code_challenge"], asked["redirect_uri"]) == (digest.rstrip("="), form["redirect_uri"]):
            return asked
        return None
