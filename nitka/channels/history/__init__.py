"""Conversations that were had in another program: read, and never written to."""
