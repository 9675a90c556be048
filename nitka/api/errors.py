"""Every refusal in one shape: `{"error": {"code", "message"}}`, the message written for people."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, tuple[int, Promise]] = {
    "bad_request": (400, _("This request cannot be read: the body must be JSON")),
    "token": (401, _("A token in force is needed: Authorization: Bearer …")),
    "forbidden": (403, _("The member this token acts for may not do that")),
    "not_found": (404, _("There is nothing here")),
    "method": (405, _("This address is not asked like that")),
    "same": (409, _("The two are one customer already")),
    "taken": (409, _("The identities belong to different customers: merge them first")),
    "unreachable": (409, _("The customer has no address that this channel reaches")),
    "barred": (409, _("It would not arrive, or must not be sent: see “fields”")),
    "observer": (409, _("This member only observes and cannot answer: choose another one")),
    "not_now": (409, _("This cannot be done with it now")),
    "there": (409, _("There is one of this name already")),
    "used": (409, _("Segments ask for it: see “fields”; send sure=true to drop it all the same")),
    "in_use": (409, _("It is in use: see “fields”; send force=true to put it away all the same")),
    "built_upon": (409, _("Other segments build upon it: see “fields”; change them first")),
    "gone": (409, _("What arrived is no longer kept")),
    "too_large": (413, _("The request is too large")),
    "invalid": (422, _("Some values are not right: see “fields”")),
    "repeat": (422, _("This Idempotency-Key was used with another request")),
    "empty": (422, _("A message needs words")),
    "rate": (429, _("Too many requests: come back in a few seconds")),
    "internal": (500, _("Something broke here. It has been written down")),
}


class Problem(Exception):
    """A request that is not done, by the code of why; `fields` name what is wrong with which value."""

    def __init__(self, code: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def answer(code: str, *, fields: dict[str, str] | None = None, **headers: str) -> HttpResponse:
    """The answer for a code, in the reader's language."""
    status, message = MESSAGES[code]
    error: dict[str, Any] = {"code": code, "message": str(message)}
    if fields:
        error["fields"] = fields
    response = JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response
