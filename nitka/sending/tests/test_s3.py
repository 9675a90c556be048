"""To a real S3 server on this machine (moto's), over HTTP."""

import boto3
import pytest
from moto.server import ThreadedMotoServer

from nitka.sending.models import State
from nitka.sending.stores import s3
from nitka.sending.stores.errors import Undelivered
from nitka.sending.stores.stream import Stream
from nitka.sending.tests.factories import kept, tried


@pytest.fixture(scope="module")
def address():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(address):
    client = boto3.client("s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret",
                          region_name="us-east-1")  # fmt: skip
    made = boto3.resource("s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret",
                          region_name="us-east-1").Bucket("lists")  # fmt: skip
    client.create_bucket(Bucket="lists")
    yield made
    made.objects.all().delete()
    made.delete()


def test_a_list_arrives_in_the_bucket_as_it_is_named(olga, address, bucket):
    run = tried(kept(olga, address=address))
    assert (run.state, run.rows, run.reason, run.detail) == (State.DONE, 3, "", "")
    (found,) = bucket.objects.all()
    assert found.key == f"daily/nitka/{run.name}"
    body = found.get()["Body"].read()
    assert len(body) == run.size
    assert "'=К0" in body.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_so_does_every_kind_of_file(olga, address, bucket, kind):
    run = tried(kept(olga, address=address, format=kind, list="companies" if kind == "xlsx" else "customers"))
    assert run.state == State.DONE
    assert [one.key.rpartition(".")[2] for one in bucket.objects.all()] == [kind]


def test_a_large_file_goes_in_parts_and_memory_holds_one(address, bucket, monkeypatch, olga):
    monkeypatch.setattr(s3, "PART", 5 << 20)
    pieces = (bytes(1 << 20) for _ in range(12))
    stream = Stream(pieces)
    s3.put(kept(olga, address=address), "big.bin", stream)
    assert stream.size == 12 << 20
    assert bucket.Object("daily/nitka/big.bin").content_length == 12 << 20


def test_no_bucket_and_nobody_there_are_said_in_words(olga, address, shop):
    assert tried(kept(olga, address=address, bucket="nothing-here")).reason == "no_bucket"
    assert tried(kept(olga, address="http://127.0.0.1:9")).reason == "unreachable"


def test_nothing_is_sent_inside_unless_the_operator_allows_it(olga, address, bucket, settings):
    schedule = kept(olga, address=address)
    settings.INSIDE_NETWORKS = []
    assert tried(schedule).reason == "inside"
    settings.INSIDE_NETWORKS = ["10.0.0.0/8"]
    with pytest.raises(Undelivered, match="inside"):
        s3.put(schedule, "x", Stream(iter([b"x"])))
    assert not list(bucket.objects.all())
