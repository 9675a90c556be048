"""Where blobs lie: what holds of a directory holds of a bucket."""

import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from nitka.cli.backup.move import move
from nitka.cli.backup.progress import Progress
from nitka.kit import blobs, config
from nitka.kit.blobs import bucket as buckets
from nitka.kit.blobs.both import Both
from nitka.kit.blobs.bucket import Bucket, StoreError
from nitka.kit.blobs.folder import Folder
from nitka.kit.tests.buckets import address, bucket, environment, store


@pytest.fixture(scope="module")
def endpoint():
    with store() as found:
        yield found


@pytest.fixture
def theirs(endpoint):
    return bucket(endpoint, f"b{uuid4().hex}")


@pytest.fixture(params=["folder", "bucket", "both"])
def kept(request, tmp_path, endpoint, theirs):
    made = Bucket(address(endpoint, f"s3://{theirs.name}/some/prefix/"))
    return {"folder": Folder(tmp_path), "bucket": made, "both": Both(made, Folder(tmp_path))}[request.param]


def put(kept, place, data):
    kept.put(place, io.BytesIO(data))


HASHED = "01a2/ab/" + "c" * 62


@pytest.mark.parametrize("place", [HASHED, "01a2/imports/7/rows"])
def test_bytes_are_read_as_they_were_put_listed_and_gone_when_removed(kept, place):
    assert not kept.has(place)
    with pytest.raises(FileNotFoundError):
        kept.open(place)
    before = time.time()
    put(kept, place, b"\x00bytes" * 1000)
    assert kept.has(place)
    with kept.open(place) as file:
        assert file.read() == b"\x00bytes" * 1000
        assert file.seek(0) == 0
    ((name, size, at),) = kept.listing()
    assert (name, size) == (place, 6000)
    assert abs(at - before) < 60
    kept.remove(place)
    kept.remove(place)
    assert not kept.has(place)
    assert list(kept.listing()) == []


def test_large_ones_go_in_parts(endpoint, theirs):
    kept = Bucket(address(endpoint, f"s3://{theirs.name}"))
    data = os.urandom(1 << 20) * 20
    put(kept, HASHED, data)
    with kept.open(HASHED) as file:
        assert file.read() == data


def test_a_listing_goes_over_pages(endpoint, theirs, monkeypatch):
    monkeypatch.setattr(buckets, "PAGE", 4)
    kept = Bucket(address(endpoint, f"s3://{theirs.name}/here"))
    for n in range(11):
        theirs.put_object(Key=f"here/{n:04}", Body=b"x")
    theirs.put_object(Key="elsewhere/1", Body=b"x")
    assert [place for place, _size, _at in kept.listing()] == [f"{n:04}" for n in range(11)]


def test_what_is_asked_for_again_counts_as_new(endpoint, theirs, tmp_path, monkeypatch):
    kept, folder = Bucket(address(endpoint, f"s3://{theirs.name}")), Folder(tmp_path)
    for one in (kept, folder):
        put(one, HASHED, b"x")
    monkeypatch.setattr(buckets, "FRESH", timedelta(0))
    assert not kept.has(HASHED)  # so it is written again
    os.utime(tmp_path / HASHED, (1, 1))
    assert folder.has(HASHED)
    assert next(iter(folder.listing()))[2] > 1000


@pytest.mark.parametrize("url", ["s3://nobody-has-this", "s3://x"])
def test_a_bucket_that_is_not_there_is_no_missing_file(endpoint, url):
    kept = Bucket(address(endpoint, url))
    for ask in (lambda: kept.open(HASHED), lambda: put(kept, HASHED, b"x"), kept.check):
        with pytest.raises(StoreError):
            ask()


def test_a_store_that_is_away_is_an_error_that_says_where():
    kept = Bucket(address("http://127.0.0.1:9", "s3://shop"))
    with pytest.raises(StoreError, match="s3://shop"):
        put(kept, HASHED, b"x")


def test_the_environment_says_where_blobs_go(endpoint, theirs, monkeypatch):
    before = blobs.store(uuid4(), b"in the directory")
    for name, value in environment(endpoint, f"s3://{theirs.name}/shop").items():
        monkeypatch.setenv(name, value)
    here = uuid4()
    name = blobs.store(here, b"in the bucket")
    assert [one.key for one in theirs.objects.all()] == [f"shop/{blobs.place(here, name)}"]
    assert blobs.read(here, name) == b"in the bucket"
    assert blobs.is_kept(here, name)
    assert not blobs.is_kept(here, before)
    blobs.drop(here, [name])
    assert not blobs.is_kept(here, name)


@pytest.mark.parametrize("url", ["https://shop.s3.example/", "s3://", "/var/blobs"])
def test_what_is_no_bucket_is_refused(monkeypatch, url):
    monkeypatch.setenv("NITKA_BLOBS", url)
    with pytest.raises(config.ConfigError, match="s3://bucket"):
        blobs.store(uuid4(), b"x")


def test_what_lay_in_the_directory_is_found_and_moves_once(endpoint, theirs, tmp_path):
    folder, here = Folder(tmp_path), uuid4()
    both = Both(Bucket(address(endpoint, f"s3://{theirs.name}")), folder)
    good = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of b"x"
    places = [f"{here}/{good[:2]}/{good[2:]}", f"{here}/00/{'0' * 62}", f"{here}/imports/7/rows"]
    for place in places:
        put(folder, place, b"x")
    assert sorted(place for place, _size, _at in both.listing()) == sorted(places)
    assert both.open(places[0]).read() == b"x"
    says = move(both, Progress(quiet=True))
    assert says == {"files": 1, "bytes": 1, "damaged": [places[1]]}
    assert [one.key for one in theirs.objects.all()] == [places[0]]
    assert both.open(places[0]).read() == b"x"
    assert sorted(place for place, _size, _at in both.listing()) == sorted(places)
    assert move(both, Progress(quiet=True))["files"] == 0
