"""OAuth 2 for mailboxes of Google and Microsoft: authorisation code with PKCE, renewal."""
