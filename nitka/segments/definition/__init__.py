"""Definitions: JSON that people can read, checked with errors in the reader's language."""

from nitka.segments.definition.read import read
from nitka.segments.definition.tree import Condition, Group, Node, WrongDefinition

__all__ = ["Condition", "Group", "Node", "WrongDefinition", "read"]
