"""Letters out of mailboxes: IMAP and POP3."""
