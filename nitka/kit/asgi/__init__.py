"""Serving over ASGI: Django in threads, native handlers in the loop, and the small things both need."""
