"""Django's engine for PostgreSQL with our pool."""
