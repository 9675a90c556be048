"""The Django application of customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """See README.md."""

    name = "nitka.customers"
