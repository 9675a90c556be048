"""Addresses of the desk."""

from django.urls import path

from nitka.conversations.views import channels, files, messages, outbox, pages, presence, quarantine, search, work

app_name = "conversations"
_desk = "w/<slug:slug>/inbox/"
_one = _desk + "<int:number>/"
_set = "w/<slug:slug>/settings/"
urlpatterns = [
    path(_desk, pages.inbox, name="inbox"),
    path(_one, pages.thread, name="thread"),
    path(_one + "customer/", pages.customer, name="customer"),
    path(_one + "closure/", work.closure, name="closure"),
    path(_one + "reopening/", work.reopening, name="reopening"),
    path(_one + "assignment/", work.assignment, name="assignment"),
    path(_one + "proposals/<uuid:key>/", work.decision, name="decision"),
    path(_one + "replies/", messages.replies, name="replies"),
    path(_one + "notes/", messages.notes, name="notes"),
    path(_one + "deliveries/<uuid:key>/attempts/", messages.attempts, name="attempts"),
    path(_one + "reading/", presence.reading, name="reading"),
    path(_one + "typing/", presence.typing, name="typing"),
    path("w/<slug:slug>/search/", search.search, name="search"),
    path("w/<slug:slug>/search/views/", search.views, name="views"),
    path("w/<slug:slug>/search/views/<uuid:key>/removal/", search.view_removal, name="view_removal"),
    path("w/<slug:slug>/presence/", presence.presence, name="presence"),
    path("w/<slug:slug>/files/", messages.uploads, name="uploads"),
    path("w/<slug:slug>/files/<uuid:key>/", files.file, name="file"),
    path("w/<slug:slug>/messages/<uuid:key>/original/", files.original, name="original"),
    path(_set + "channels/", channels.channels, name="channels"),
    path(_set + "channels/new/<slug:kind>/", channels.new, name="channel_new"),
    path(_set + "channels/<uuid:key>/", channels.channel, name="channel"),
    path(_set + "outbox/", outbox.outbox, name="outbox"),
    path(_set + "outbox/<uuid:key>/attempts/", outbox.again, name="resend"),
    path(_set + "quarantine/", quarantine.quarantine, name="quarantine"),
    path(_set + "quarantine/<uuid:key>/", quarantine.raw, name="raw"),
    path(_set + "quarantine/<uuid:key>/download/", quarantine.download, name="raw_download"),
    path(_set + "quarantine/<uuid:key>/attempts/", quarantine.again, name="digest"),
]
