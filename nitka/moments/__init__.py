"""What happened: the append-only journal of moments, touchpoints, the timeline."""
