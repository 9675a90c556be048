"""A real S3 server on this machine (moto's), over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from nitka.kit.blobs.bucket import Address


@contextmanager
def store() -> Iterator[str]:
    """Its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def bucket(endpoint: str, name: str) -> Any:
    """A new bucket, to look into."""
    made = boto3.resource("s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret",
                          region_name="us-east-1").Bucket(name)  # fmt: skip
    made.create()
    return made


def environment(endpoint: str, url: str) -> dict[str, str]:
    """What tells a system to keep its blobs there."""
    return {
        "NITKA_BLOBS": url, "NITKA_BLOBS_ENDPOINT": endpoint, "NITKA_BLOBS_KEY": "key", "NITKA_BLOBS_SECRET": "secret",
    }  # fmt: skip


def address(endpoint: str, url: str) -> Address:
    return Address(url, endpoint, key="key", secret="secret")
