"""Why a file did not arrive."""


class Undelivered(Exception):
    """A code of `words.py`, and what the other side called it. `offered`: the key of a server that nobody trusts."""

    def __init__(self, code: str, detail: str = "", offered: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = " ".join(detail.split())[:200]
        self.offered = offered
