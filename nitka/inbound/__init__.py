"""The one way in: what arrives is stored raw, acknowledged, then digested; nothing is lost."""
