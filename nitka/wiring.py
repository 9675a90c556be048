"""The one table of who hears what: event → handlers, inbound kind → digester, slot → filler, loops of the worker."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Ties the modules together once all are loaded."""

    name = "nitka.wiring"
    label = "wiring"

    def ready(self) -> None:
        from nitka.accounts.events import MemberLeft, TeamDeleted, TeamRestored
        from nitka.channels.events import ChannelChanged
        from nitka.channels.registry import hook_kinds
        from nitka.conversations.events import ConversationsClosed
        from nitka.customers.events import (
            AttributesForgotten,
            ConsentsAsked,
            CustomersMerged,
            LabelsChanged,
            OwnersChanged,
        )
        from nitka.feedback.events import RatingGiven
        from nitka.inbound import digester
        from nitka.kit import events, slots

        digester.register("chat.message", "nitka.conversations.actions.digest")
        digester.register("chat.contact", "nitka.conversations.actions.digest")
        digester.register("collect", "nitka.moments.collector.digest.digest")
        digester.register("hook", "nitka.moments.hooks.digest.digest")
        digester.register("mail", "nitka.conversations.actions.digest")
        for kind in hook_kinds():
            digester.register(kind, "nitka.conversations.actions.digest")

        slots.fill("accounts.set_up", "nitka.channels.views.start.first_chat")
        slots.fill("ui.beside", "nitka.demo.guide.shown")
        slots.fill("stream.conversations", "nitka.conversations.queries.visible_ids")
        slots.fill("customers.visible", "nitka.conversations.queries.narrow_customers")
        slots.fill("moments.visible", "nitka.conversations.queries.narrow_moments")
        slots.fill("handover.felt", "nitka.feedback.slots.felt")
        slots.fill("customer.story", "nitka.conversations.slots.story_of_customer")
        slots.fill("customer.holdings", "nitka.moments.slots.holdings_of_customer")
        slots.fill("customer.open", "nitka.conversations.slots.open_of_customer")
        slots.fill("customer.open", "nitka.feedback.slots.open_of_customer")
        slots.fill("customers.lines", "nitka.conversations.slots.lines_of_customers")
        slots.fill("customers.kinds", "nitka.moments.queries.labels")
        slots.fill("customer.conversations", "nitka.conversations.slots.of_customer")
        slots.fill("customers.tabs_after", "nitka.imports.queries.tabs")
        slots.fill("customers.tabs_after", "nitka.moving.queries.tabs")
        for module in ("segments", "moments", "imports"):
            slots.fill("attributes.users", f"nitka.{module}.slots.users_of_attributes")
        slots.fill("company.conversations", "nitka.conversations.slots.of_people")
        slots.fill("company.moments", "nitka.conversations.slots.latest_of_people")
        slots.fill("consents.reached", "nitka.conversations.actions.ways.written_kinds")
        slots.fill("visitor.rating", "nitka.feedback.queries.pending_for_visitor")
        slots.fill("outbound.rating", "nitka.feedback.queries.rating_ask")
        slots.fill("customer.rights", "nitka.rights.slots.of_customer")
        slots.fill("customer.ratings", "nitka.feedback.slots.ratings_of_customer")

        for module in ("customers", "conversations", "moments", "feedback"):
            slots.fill("taken.choices", f"nitka.{module}.taken.choices")
            slots.fill("taken.table", f"nitka.{module}.taken.table")
        slots.fill("webhooks.rows", "nitka.api.rows.told")

        slots.fill("member.holds", "nitka.conversations.slots.holds", "nitka.feedback.slots.holds",
                   "nitka.customers.slots.holds")  # fmt: skip

        _personal()

        events.on(ChannelChanged, "nitka.conversations.actions.deliver.on_channel_changed")
        events.on(AttributesForgotten, "nitka.imports.actions.forget.on_attributes_forgotten")
        events.on(CustomersMerged, "nitka.moments.actions.on_merged")
        events.on(MemberLeft, "nitka.conversations.actions.hand_on.on_member_left")
        events.on(TeamDeleted, "nitka.conversations.actions.hand_on.on_team_deleted")
        events.on(TeamRestored, "nitka.conversations.actions.hand_on.on_team_restored")
        events.on(MemberLeft, "nitka.feedback.actions.hand_on.on_member_left")
        events.on(MemberLeft, "nitka.customers.actions.owners.on_member_left")
        events.on(CustomersMerged, "nitka.conversations.actions.who.on_customers_merged")
        for event in (LabelsChanged, OwnersChanged):
            events.on(event, "nitka.conversations.actions.who.on_marked")
        events.on(ConsentsAsked, "nitka.conversations.actions.consent.on_asked")
        events.on(ConversationsClosed, "nitka.feedback.actions.on_closed")
        events.on(RatingGiven, "nitka.feedback.actions.on_rated")
        _segments()
        _notices()
        _webhooks()
        _health()


def _health() -> None:
    """What waits where, and what else each module knows of its health."""
    from nitka.kit import health, slots

    for module in ("inbound", "realtime", "conversations", "notices", "webhooks", "segments", "customers", "imports",
                   "moving", "rights", "sending"):  # fmt: skip
        slots.fill(health.QUEUES, f"nitka.{module}.health.QUEUES")
    for module in ("inbound", "conversations", "channels", "webhooks"):
        slots.fill(health.FACTS, f"nitka.{module}.health.FACTS")
    slots.fill(health.CHANNELS, "nitka.channels.health.of_workspace")


def _segments() -> None:
    """What may change who is in which segment, and where segments are shown."""
    from nitka.conversations.events import ConversationsRegrouped
    from nitka.customers import events as customers
    from nitka.kit import events, slots
    from nitka.moments.events import MomentsAppended, MomentsUnmade

    events.on(MomentsAppended, "nitka.segments.actions.touch.on_moments")
    events.on(MomentsUnmade, "nitka.segments.actions.touch.on_moments")
    events.on(customers.IdentitiesLearnt, "nitka.segments.actions.touch.on_identities")
    events.on(customers.CustomersChanged, "nitka.segments.actions.touch.on_changed")
    events.on(customers.AgreementsChanged, "nitka.segments.actions.touch.on_changed")
    events.on(customers.CustomersMerged, "nitka.segments.actions.touch.on_merged")
    events.on(customers.CompaniesChanged, "nitka.segments.actions.touch.on_companies")
    events.on(customers.CompaniesStood, "nitka.segments.actions.touch.on_stood")
    events.on(customers.CompaniesJoined, "nitka.segments.actions.touch.on_joined")
    events.on(ConversationsRegrouped, "nitka.segments.actions.touch.on_regrouped")
    slots.fill("customers.in_segment", "nitka.segments.queries.narrow")
    slots.fill("customers.segments", "nitka.segments.slots.choices")
    slots.fill("customers.tabs", "nitka.segments.slots.tab")
    slots.fill("companies.in_segment", "nitka.segments.slots.in_segment")
    slots.fill("companies.segments", "nitka.segments.slots.company_choices")
    slots.fill("company.chips", "nitka.segments.slots.chips_of_company")
    slots.fill("customer.chips", "nitka.segments.slots.chips_of_customer")
    slots.fill("segments.users", "nitka.sending.slots.sent_lists", "nitka.webhooks.slots.told_of_segments")


def _personal() -> None:
    """Who holds data of customers: each says what, gives it out and erases it. Contacts first: from then on whoever
    writes from one is somebody new. With them a file that is being loaded ends: its next row would bring them back."""
    from nitka.kit import personal, slots

    above = ("segments", "moving", "imports", "api", "feedback", "conversations", "moments", "inbound", "realtime")
    slots.fill(personal.RECIPIENTS, "nitka.webhooks.personal.recipients", "nitka.sending.personal.recipients")
    slots.fill("rights.begins", "nitka.imports.personal.end_loading")
    for module in ("customers", "webhooks", *above, "rights", "sending", "channels", "notices", "accounts", "health"):
        slots.fill(personal.SLOT, f"nitka.{module}.personal.PART")


def _notices() -> None:
    """What members hear of: after what the events do themselves."""
    from nitka.accounts.events import NewDevice
    from nitka.channels.events import MailboxTroubled
    from nitka.conversations import events as conversations
    from nitka.feedback.events import RatingGiven, TaskChanged
    from nitka.kit import events, slots

    for source in ("received", "assigned", "woken", "parked"):
        slots.fill(f"notices.from.{source}", f"nitka.conversations.notices.from_{source}")
    for source in ("rated", "task"):
        slots.fill(f"notices.from.{source}", f"nitka.feedback.notices.from_{source}")
    slots.fill("notices.from.mailbox", "nitka.channels.notices.from_mailbox")
    slots.fill("notices.from.webhook", "nitka.webhooks.notices.from_webhook")
    for source in ("device", "device_first"):
        slots.fill(f"notices.from.{source}", f"nitka.notices.security.from_{source}")
    slots.fill("notices.sweep", "nitka.feedback.notices.late", "nitka.rights.notices.due")
    for subject, module in (("conversation", "conversations"), ("task", "feedback"), ("mailbox", "channels"),
                            ("webhook", "webhooks"), ("rights", "rights")):  # fmt: skip
        slots.fill(f"notices.named.{subject}", f"nitka.{module}.notices.named")
        slots.fill("notices.visible", f"nitka.{module}.notices.narrow")

    events.on(NewDevice, "nitka.notices.security.on_new_device")
    events.on(conversations.MessagesReceived, "nitka.conversations.notices.on_received")
    events.on(conversations.ConversationsAssigned, "nitka.conversations.notices.on_assigned")
    events.on(conversations.ConversationsWoken, "nitka.conversations.notices.on_woken")
    events.on(conversations.DeliveriesChanged, "nitka.conversations.notices.on_delivered")
    events.on(conversations.Mentioned, "nitka.conversations.notices.on_mentioned")
    events.on(conversations.ConversationRead, "nitka.conversations.notices.on_read")
    events.on(MailboxTroubled, "nitka.channels.notices.on_trouble")
    events.on(TaskChanged, "nitka.feedback.notices.on_task")
    events.on(RatingGiven, "nitka.feedback.notices.on_rated")


def _webhooks() -> None:
    """What other programs are told of."""
    from nitka.conversations import events as conversations
    from nitka.customers import events as customers
    from nitka.feedback.events import RatingGiven
    from nitka.kit import events
    from nitka.segments.events import CompaniesEntered, CompaniesLeft, SegmentEntered, SegmentLeft
    from nitka.webhooks.events import EndpointsGivenUp

    for event, handler in (
        (customers.CustomersMade, "made"), (customers.CustomersChanged, "changed"),
        (customers.CustomersMerged, "merged"), (customers.ConsentsNoted, "consents"),
        (conversations.ConversationsOpened, "opened"), (conversations.ConversationsClosed, "closed"),
        (conversations.ConversationsReopened, "reopened"), (conversations.ConversationsAssigned, "assigned"),
        (conversations.MessagesReceived, "received"), (conversations.MessagesSent, "sent"),
        (conversations.DeliveriesChanged, "delivered"), (RatingGiven, "rated"),
        (SegmentEntered, "entered"), (SegmentLeft, "left"),
        (CompaniesEntered, "companies_entered"), (CompaniesLeft, "companies_left"),
    ):  # fmt: skip
        events.on(event, f"nitka.webhooks.heard.on_{handler}")
    events.on(EndpointsGivenUp, "nitka.webhooks.notices.on_given_up")


# name → function(stop: threading.Event), each a thread of the worker
LOOPS = {
    "digester": "nitka.inbound.digester.run",
    "heavy 1": "nitka.inbound.digester.run_heavy",
    "heavy 2": "nitka.inbound.digester.run_heavy",
    "sequencer": "nitka.realtime.sequencer.run",
    "partitions": "nitka.moments.partitions.run",
    "deliverer": "nitka.conversations.actions.deliver.run",
    "poller": "nitka.channels.mailboxes.poller.run",
    "moments": "nitka.conversations.actions.wake.run",
    "search": "nitka.conversations.search.indexing.run",
    "notices": "nitka.notices.actions.queue.run",
    "letters": "nitka.notices.actions.send.run_letters",
    "pushes": "nitka.notices.actions.send.run_pushes",
    "webhooks": "nitka.webhooks.actions.send.run_steady",
    "webhooks-failing": "nitka.webhooks.actions.send.run_failing",
    "webhooks-spread": "nitka.webhooks.actions.spread.run",
    "matching": "nitka.customers.matching.loop.run",
    "changes": "nitka.customers.changing.run",
    "stale": "nitka.customers.refreshing.run",
    "imports": "nitka.imports.working.run",
    "moving": "nitka.moving.working.run",
    "segments": "nitka.segments.following.run",
    "sending": "nitka.sending.working.run",
    "erasures": "nitka.rights.running.run",
    "orphans": "nitka.rights.orphans.run",
    "uploads": "nitka.conversations.actions.uploads.run",
}
