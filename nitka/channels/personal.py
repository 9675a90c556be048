"""What channels hold of a person: nothing. A mailbox remembers by its server's numbers what it has fetched."""

from nitka.kit.personal import Part

PART = Part(
    "channels",
    held={},
    codes={
        "channels_channel": "kind name settings sealed language",
        "channels_mailbox": "account state reason detail reconciled tokens",
        "channels_mailboxfolder": "name skipped",
        "channels_mailboxseen": "ref",
    },
)
