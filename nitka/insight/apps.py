"""The Django application of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See README.md."""

    name = "nitka.insight"
