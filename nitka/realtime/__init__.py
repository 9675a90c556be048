"""Live updates: what changed goes to the pages that may hear it, in order, after commit."""
