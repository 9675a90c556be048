"""The Django application of moments."""

from django.apps import AppConfig


class MomentsConfig(AppConfig):
    """See README.md."""

    name = "nitka.moments"
