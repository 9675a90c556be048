"""The Django application of inbound."""

from django.apps import AppConfig


class InboundConfig(AppConfig):
    """See README.md."""

    name = "nitka.inbound"
