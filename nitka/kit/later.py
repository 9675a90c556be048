"""Addresses that are loaded when the first of them is asked for: the worker and a web process that no program asks
never pay for what lies behind them."""

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Later(URLResolver):
    """`include` of a module with an `app_name`, by its name alone; its own names are looked up like all others."""

    def __init__(self, route: str, module: str, *, app_name: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=app_name, namespace=app_name)

    def _populate(self) -> None:
        """Who gathers all names asks this of every branch, and of one with a namespace needs nothing more than it."""
