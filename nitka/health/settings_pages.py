"""The page that health hangs into the settings."""


def hang() -> None:
    """Comes with the page."""
