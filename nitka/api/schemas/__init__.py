"""The rows of the API and what may be sent to it, a file a subject."""
