"""Those who write: customers by all doors, and agents who answer."""
