"""The conditions that the builder offers, each with what it begins as."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Offer = tuple[str | Promise, dict[str, Any]]
BUYS, RATES, KNOWS = _("Purchases"), _("Ratings and conversations"), _("What is known of them")
HAPPENS = _("What happened")

OFFERS: dict[str, tuple[str | Promise, str | Promise, dict[str, Any]]] = {
    "ordered": (HAPPENS, _("ordered several times"),
                {"is": "moment", "kinds": ["order.placed"], "at_least": 2, "days": 90}),
    "happened": (HAPPENS, _("something happened"), {"is": "moment", "kinds": ["visit"], "at_least": 1, "days": 30}),
    "not_since": (HAPPENS, _("something has not happened for a while"),
                  {"is": "moment", "kinds": ["order.placed"], "at_most": 0, "days": 60}),
    "lapsed": (HAPPENS, _("came regularly, then stopped"),
               {"is": "lapsed", "kinds": ["order.placed"], "every": 30, "periods": 3, "quiet": 60}),
    "spent": (BUYS, _("bought for a sum"), {"is": "money", "measure": "sum", "at_least": 10000, "currency": "RUB"}),
    "average": (BUYS, _("average or largest order"),
                {"is": "money", "measure": "average", "at_least": 5000, "currency": "RUB", "days": 365}),
    "company_spent": (BUYS, _("their company bought for a sum"), {"is": "company", "where": [
        {"fact": "spent", "op": "at_least", "value": 100000, "currency": "RUB"}]}),
    "orders": (BUYS, _("number of orders"), {"is": "money", "measure": "count", "at_least": 2, "days": 365}),
    "rfm": (BUYS, _("RFM: recency, frequency, money"), {"is": "rfm", "part": "sum", "at_least": 12}),
    "rated": (RATES, _("rated low"), {"is": "rating", "measure": "last", "at_most": 3, "days": 90}),
    "rated_since": (RATES, _("rated low since they ordered"), {
        "is": "rating", "measure": "lowest", "at_most": 3, "since": {"kinds": ["order.placed"], "times": 2, "days": 90},
    }),
    "unrated": (RATES, _("did not rate"), {"is": "rating", "measure": "count", "at_most": 0, "days": 90}),
    "waiting": (RATES, _("wait for our answer"), {"is": "conversation", "which": "waiting", "at_least": 1, "hours": 1}),
    "open": (RATES, _("have an open conversation"), {"is": "conversation", "which": "open", "at_least": 1}),
    "attribute": (KNOWS, _("attribute"), {"is": "attribute", "key": "city", "op": "known"}),
    "new": (KNOWS, _("new customers"), {"is": "field", "key": "created", "op": "within", "days": 30}),
    "silent": (KNOWS, _("silent for a while"), {"is": "field", "key": "last", "op": "not_within", "days": 60}),
    "language": (KNOWS, _("language"), {"is": "field", "key": "language", "value": ["ru"]}),
    "contact": (KNOWS, _("has a contact"), {"is": "contact", "kind": "email", "status": "verified"}),
    "consent": (KNOWS, _("consent"), {"is": "consent", "purpose": "marketing", "stands": "given"}),
    "label": (KNOWS, _("has a label"), {"is": "label", "label": ""}),
    "owner": (KNOWS, _("is a colleague’s"), {"is": "owner"}),
    "company": (KNOWS, _("with a company"), {"is": "company"}),
    "company_role": (KNOWS, _("role in their company"),
                     {"is": "company", "where": [{"fact": "role", "op": "contains", "value": ""}]}),
    "company_people": (KNOWS, _("how many their company has with us"),
                       {"is": "company", "where": [{"fact": "people", "op": "at_least", "value": 5}]}),
    "segment": (KNOWS, _("in another segment"), {"is": "segment", "segment": ""}),
}  # fmt: skip
FIRM, TOGETHER = pgettext_lazy("conditions on", "The company"), _("Its people together")
COMPANY_OFFERS: dict[str, tuple[str | Promise, str | Promise, dict[str, Any]]] = {
    "firm_people": (FIRM, _("number of its people"), {"is": "people", "at_least": 5}),
    "firm_people_in": (FIRM, _("people of it in a segment"), {"is": "people", "at_least": 1, "segment": ""}),
    "firm_name": (FIRM, _("what it is called"), {"is": "name", "op": "contains", "value": ""}),
    "firm_domain": (FIRM, _("its domain"), {"is": "domain", "op": "is", "value": ""}),
    "firm_new": (FIRM, _("new companies"), {"is": "field", "key": "created", "op": "within", "days": 30}),
    "firm_silent": (FIRM, _("silent for a while"), {"is": "field", "key": "last", "op": "not_within", "days": 60}),
    **{f"firm_{code}": (FIRM, *OFFERS[code][1:]) for code in ("owner", "segment")},
    **{f"firm_{code}": (TOGETHER, *OFFERS[code][1:]) for code in (
        "spent", "average", "orders", "ordered", "happened", "not_since", "lapsed", "rated", "unrated", "waiting",
        "open")},
}  # fmt: skip
EVERY = OFFERS | COMPANY_OFFERS
GROUPS: dict[str, str | Promise] = {
    "any": _("a group: any of"), "all": _("a group: all at once"), "none": _("except: none of"),
}  # fmt: skip
