"""The Django application of feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """See README.md."""

    name = "nitka.feedback"
