"""The handover card: what whoever gets a conversation has to know, made from facts only."""
