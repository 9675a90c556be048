"""Keeps a handful of processes alive and one log of them."""

from nitka.kit.supervisor.child import Child
from nitka.kit.supervisor.journal import Journal
from nitka.kit.supervisor.supervisor import Supervisor

__all__ = ["Child", "Journal", "Supervisor"]
