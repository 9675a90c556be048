"""Somebody who writes one thing after the other, each until it is acknowledged."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from random import Random
from uuid import uuid4

REFUSALS_KEPT = 20


class Sender(ABC, threading.Thread):
    """Remembers in order what was acknowledged; `unknown`: what it gave up on, which may have been stored."""

    kind = ""

    def __init__(self, name: str, random: Random, pause: float) -> None:
        threading.Thread.__init__(self, name=name, daemon=True)
        self.random, self.pause = random, pause
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []
        self.refusals: list[str] = []  # answers that no trouble excuses
        self.tries = 0
        self.over, self.gone = threading.Event(), threading.Event()

    @abstractmethod
    def attempt(self, key: str) -> bool:
        """Send what `key` names once; whether it was acknowledged."""

    def run(self) -> None:
        while not self.over.is_set():
            key = str(uuid4())
            (self.acknowledged if self._deliver(key) else self.unknown).append(key)
            self.over.wait(self.pause * self.random.uniform(0.5, 1.5))

    def _deliver(self, key: str) -> bool:
        """Again and again; after the end for as long as `gone` is not set."""
        while not self.gone.is_set():
            self.tries += 1
            if self.attempt(key):
                return True
            self.gone.wait(0.2)
        return False

    def refuse(self, what: str) -> None:
        """Something that should never be answered, whatever happens to the house."""
        if len(self.refusals) < REFUSALS_KEPT:
            self.refusals.append(f"{self.name}: {what}")
