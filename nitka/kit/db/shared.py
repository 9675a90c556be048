"""The tables without a policy, each with its reason; tests/test_isolation.py compares it with the catalogue."""

SIGN_IN = "sign-in comes before any workspace; a user may be a member of several"
LIBRARY = "a library's own, without rows of customers"
QUEUE = "claimed across workspaces by the worker; holds ids, what they name lies behind a policy"
EVENTS = "moved in one order for all workspaces; holds ids and kinds, pages fetch the rest under their own rights"

SHARED: dict[str, str] = {
    "accounts_workspace": "the tenants themselves: found by the address of a page before one is entered",
    "accounts_entry": "the directory: from a key (a token's hash, an address, a channel's id) to its workspace",
    "accounts_known_device": SIGN_IN,
    "accounts_user": SIGN_IN,
    "accounts_issuer": "one row: sign-in comes before any workspace; its secret is sealed",
    "account_emailaddress": SIGN_IN,
    "account_emailconfirmation": SIGN_IN,
    "django_session": SIGN_IN,
    "mfa_authenticator": SIGN_IN,
    "socialaccount_socialaccount": SIGN_IN,
    "socialaccount_socialapp": LIBRARY,
    "socialaccount_socialtoken": LIBRARY,
    "usersessions_usersession": SIGN_IN,
    "auth_group": LIBRARY,
    "auth_group_permissions": LIBRARY,
    "auth_permission": LIBRARY,
    "django_content_type": LIBRARY,
    "django_migrations": LIBRARY,
    "procrastinate_events": LIBRARY,
    "procrastinate_jobs": LIBRARY,
    "procrastinate_periodic_defers": LIBRARY,
    "procrastinate_workers": LIBRARY,
    "conversations_search_todo": QUEUE,
    "health_process": "what processes say of themselves: figures and codes of the program's own",
    "health_sample": "sizes of the whole database by the hour",
    "inbound_lane": "128 rows to lock, nobody's",
    "inbound_ledger": "written by nitka_accept only, which tells a repeat its own first answer; the app cannot read it",
    "inbound_queue": QUEUE,
    "notices_vapid": "one row of the installation: push services know it by this key, not a workspace",
    "realtime_eventhead": "one row: the last id given out",
    "realtime_eventlog": EVENTS,
    "realtime_eventoutbox": EVENTS,
}

# The tables of workspaces that are queues, too: a second policy lets the worker claim from them across workspaces,
# outside of any. Within one it sees that one's rows only, as everybody does.
CLAIMED = {
    "channels_mailbox",
    "inbound_log",
    "moments_payload",
    "conversations_delivery",
    "customers_change",
    "customers_stale",
    "imports_import",
    "moving_moving",
    "conversations_pending",
    "conversations_snooze",
    "notices_sending",
    "notices_todo",
    "sending_run",
    "sending_schedule",
    "segments_due",
    "segments_segment",
    "segments_touch",
    "rights_copy",
    "rights_erasure",
    "webhooks_delivery",
    "webhooks_endpoint",
    "webhooks_happening",
    "webhooks_message",
}
