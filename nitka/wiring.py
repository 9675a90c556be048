"""The one table of who hears what: event → handlers, inbound kind → digester, slot → filler, loops of the worker."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Ties the modules together once all are loaded."""

    name = "nitka.wiring"
    label = "wiring"

    def ready(self) -> None:
        from nitka.inbound import digester
        from nitka.kit import slots

        digester.register("chat.message", "nitka.conversations.actions.digest")
        digester.register("chat.contact", "nitka.conversations.actions.digest")
        digester.register("mail", "nitka.conversations.actions.digest")

        slots.fill("stream.head", "nitka.realtime.queries.head")


# name → function(stop: threading.Event), each a thread of the worker
LOOPS = {
    "digester": "nitka.inbound.digester.run",
    "sequencer": "nitka.realtime.sequencer.run",
    "deliverer": "nitka.conversations.actions.deliver.run",
}
