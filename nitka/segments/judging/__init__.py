"""Who fits a definition: one set-based statement, over everybody, over a few, or over a sample."""
