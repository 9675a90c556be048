"""Who belongs together: definitions in words, membership that follows what happens."""
