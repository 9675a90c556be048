"""The Django application of segments."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """See README.md."""

    name = "nitka.segments"
