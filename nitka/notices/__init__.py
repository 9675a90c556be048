"""What members should hear of: rows, the bell, and the ways they go out by."""
