"""Fetching from mailboxes: who looks when, how far, and what is wrong. The protocols are the plug-in's."""
