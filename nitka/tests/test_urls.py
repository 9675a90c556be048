"""Who needs which addresses."""

import os
import subprocess
import sys

import pytest

LOOK = """
import sys, django; django.setup()
from django.urls import reverse
print(reverse("customers:agreement", args=["t"]), "ninja" in sys.modules)
"""


@pytest.mark.parametrize(("role", "has_api"), [("worker", False), ("app", True)])
def test_the_worker_writes_addresses_of_pages_without_loading_the_api(role: str, has_api: bool):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_ROLE": role, "NITKA_POOL": "0"}
    done = subprocess.run([sys.executable, "-c", LOOK], env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["/agree/t/", str(has_api)], done.stderr
