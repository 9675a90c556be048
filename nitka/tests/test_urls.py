"""Who needs which addresses."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import resolve, reverse

LOOK = """
import sys, django; django.setup()
from django.urls import reverse
print(reverse("customers:agreement", args=["t"]), "ninja" in sys.modules)
print(reverse("api:openapi-json"), "ninja" in sys.modules)
"""


@pytest.mark.parametrize("role", ["worker", "app"])
def test_addresses_of_pages_are_written_without_loading_the_api(role: str):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_ROLE": role, "NITKA_POOL": "0"}
    done = subprocess.run([sys.executable, "-c", LOOK], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["/agree/t/", "False", "/api/v1/openapi.json", "True"], done.stderr


def test_what_is_loaded_later_is_found_by_its_address_and_its_name():
    assert resolve("/api/v1/customers").view_name.startswith("api:")
    assert reverse("api:openapi-json") == "/api/v1/openapi.json"


@pytest.mark.django_db
def test_an_address_that_the_api_has_not_is_refused_as_the_api_does():
    answer = Client().get("/api/v1/nonsense")
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (404, "application/json")
