"""Blobs in a bucket of an S3-compatible store: what it has acknowledged is durable."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

PART = 8 << 20
PAGE = 1000  # names in an answer
FRESH = timedelta(hours=12)  # what is older is written again when it is asked for: it counts as new then
SECONDS = 20


class StoreError(OSError):
    """The store did not do what was asked; the words are its own."""


@dataclass(frozen=True)
class Address:
    """Where a bucket is, and who we are to it."""

    url: str  # s3://bucket/prefix
    endpoint: str = ""  # empty: Amazon's
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return urlsplit(self.url).netloc

    @property
    def prefix(self) -> str:
        """What all names begin with; empty or ending in a slash."""
        path = urlsplit(self.url).path.strip("/")
        return f"{path}/" if path else ""


class Bucket:
    """What a folder does, in a bucket. Failures of the store are StoreErrors."""

    def __init__(self, address: Address) -> None:
        self.address = address
        session = boto3.session.Session(
            aws_access_key_id=address.key, aws_secret_access_key=address.secret, region_name=address.region
        )
        amazon = not address.endpoint or (urlsplit(address.endpoint).hostname or "").endswith(".amazonaws.com")
        self.client = session.client("s3", endpoint_url=address.endpoint or None, config=Config(
            connect_timeout=SECONDS, read_timeout=SECONDS, max_pool_connections=20,
            retries={"max_attempts": 3, "mode": "standard"}, s3={"addressing_style": "virtual" if amazon else "path"},
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        ))  # fmt: skip

    def __str__(self) -> str:
        return self.address.url

    def check(self) -> None:
        """Raise when it is not there or does not let us in."""
        self._ask("list_objects_v2", MaxKeys=1, Prefix=self.address.prefix)

    def has(self, place: str) -> bool:
        """True when it is there and new enough that no collector of old ones takes it."""
        try:
            found = self._ask("head_object", Key=self._key(place))
        except FileNotFoundError:
            return False
        return bool(found["LastModified"] > datetime.now(UTC) - FRESH)

    def put(self, place: str, data: BinaryIO) -> None:
        """Write it: nothing is seen of it before it is whole."""
        transfer = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
        try:
            self.client.upload_fileobj(data, self.address.bucket, self._key(place), Config=transfer)
        except (ClientError, BotoCoreError, Boto3Error) as problem:
            raise StoreError(f"{self}: {problem}") from problem

    def open(self, place: str) -> BinaryIO:
        """The bytes, brought here first. Raises FileNotFoundError."""
        body = self._ask("get_object", Key=self._key(place))["Body"]
        file = tempfile.SpooledTemporaryFile(PART)  # noqa: SIM115 - whoever asked closes it
        try:
            for piece in body.iter_chunks(1 << 20):
                file.write(piece)
        except (BotoCoreError, OSError) as problem:
            file.close()
            raise StoreError(f"{self}: {problem}") from problem
        file.seek(0)
        return cast(BinaryIO, file)

    def remove(self, place: str, before: datetime | None = None) -> bool:
        """Take it away, if it is there and was not written since `before`; whether it went."""
        try:
            found = self._ask("head_object", Key=self._key(place))
        except FileNotFoundError:
            return False
        if before is not None and found["LastModified"] >= before:
            return False
        self._ask("delete_object", Key=self._key(place))
        return True

    def listing(self) -> Iterator[tuple[str, int, float]]:
        """Place, bytes and when it was written (seconds of the epoch) of all."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=self.address.prefix, MaxKeys=PAGE, **more)
            for one in page.get("Contents", []):
                name = one["Key"].removeprefix(self.address.prefix)
                yield name, one["Size"], one["LastModified"].timestamp()
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _key(self, place: str) -> str:
        return self.address.prefix + place

    def _ask(self, what: str, **values: Any) -> Any:
        try:
            return getattr(self.client, what)(Bucket=self.address.bucket, **values)
        except ClientError as problem:
            if str(problem.response.get("Error", {}).get("Code")) in ("404", "NoSuchKey"):
                raise FileNotFoundError(values.get("Key", str(self))) from problem
            raise StoreError(f"{self}: {problem}") from problem
        except BotoCoreError as problem:
            raise StoreError(f"{self}: {problem}") from problem
