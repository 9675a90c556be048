"""The work on what came: one thread per customer across channels, answered, routed, closed."""
