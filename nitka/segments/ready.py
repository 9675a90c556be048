"""The segments that come ready-made: names and definitions to begin from."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

READY: dict[str, tuple[str | Promise, dict[str, Any]]] = {
    "vip": (pgettext_lazy("segment", "VIP"), {"all": [
        {"is": "rfm", "part": "money", "at_least": 5},
        {"is": "money", "measure": "count", "at_least": 2, "days": 365},
    ]}),
    "new": (pgettext_lazy("segment", "New"), {"all": [
        {"is": "field", "key": "created", "op": "within", "days": 30},
    ]}),
    "at_risk": (_("At risk"), {"all": [
        {"is": "money", "measure": "count", "at_least": 2},
        {"is": "money", "measure": "count", "at_most": 0, "days": 45},
    ]}),
    "silent": (pgettext_lazy("segment", "Silent"), {"all": [
        {"is": "field", "key": "last", "op": "not_within", "days": 60},
    ]}),
    "unhappy": (_("Unhappy and not yet answered"), {"all": [
        {"is": "rating", "measure": "last", "at_most": 2, "days": 90},
        {"any": [
            {"is": "conversation", "which": "waiting", "at_least": 1},
            {"is": "moment", "kinds": ["message.out"], "at_most": 0, "days": 7},
        ]},
    ]}),
    "firms_new": (_("New companies"), {"of": "companies", "all": [
        {"is": "field", "key": "created", "op": "within", "days": 30},
    ]}),
    "firms_at_risk": (_("Companies at risk"), {"of": "companies", "all": [
        {"is": "money", "measure": "count", "at_least": 2},
        {"is": "money", "measure": "count", "at_most": 0, "days": 45},
    ]}),
    "firms_unhappy": (_("Unhappy companies"), {"of": "companies", "all": [
        {"is": "rating", "measure": "lowest", "at_most": 2, "days": 30},
    ]}),
    "firms_waiting": (_("Companies waiting for an answer"), {"of": "companies", "all": [
        {"is": "conversation", "which": "waiting", "at_least": 1},
    ]}),
    "firms_nobodys": (_("Buying companies without an owner"), {"of": "companies", "all": [
        {"is": "owner", "has": False},
        {"is": "money", "measure": "count", "at_least": 2, "days": 365},
    ]}),
}  # fmt: skip
