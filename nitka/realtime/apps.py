"""The Django application of live updates."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Outbox, log, sequencer, stream, presence."""

    name = "nitka.realtime"
