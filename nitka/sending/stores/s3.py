"""Into a bucket of an S3-compatible store, in parts as they come."""

from typing import Any
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from nitka.sending.stores.errors import Undelivered
from nitka.sending.stores.reach import SECONDS, dial
from nitka.sending.stores.stream import Stream

PART = 8 << 20  # bytes
_CODES = {
    "NoSuchBucket": "no_bucket", "InvalidBucketName": "no_bucket", "AccessDenied": "denied", "403": "refused",
    "InvalidAccessKeyId": "refused", "SignatureDoesNotMatch": "refused", "AuthorizationHeaderMalformed": "refused",
    "404": "no_bucket", "QuotaExceeded": "full", "StorageFull": "full", "XMinioStorageFull": "full",
}  # fmt: skip


class _Plain(HTTPConnection):
    """A connection to an address that was checked."""

    def _new_conn(self) -> Any:
        return _dialled(self)


class _Sealed(HTTPSConnection):
    """The same under TLS, whose name is checked as ever."""

    def _new_conn(self) -> Any:
        return _dialled(self)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _Sealed


def _dialled(connection: Any) -> Any:
    try:
        return dial(connection.host, connection.port)
    except Undelivered as problem:
        raise NewConnectionError(connection, problem.code) from problem


def put(schedule: Any, name: str, stream: Stream) -> None:
    """Upload; nothing is seen of it before it is whole. Raises Undelivered."""
    key = "/".join(part for part in (*schedule.folder.split("/"), name) if part)
    try:
        client = _client(schedule)
        transfer = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
        client.upload_fileobj(stream, schedule.bucket, key, Config=transfer)
    except (ClientError, BotoCoreError, S3UploadFailedError, ValueError) as problem:
        raise _said(problem) from problem


def _client(schedule: Any) -> Any:
    """A client without credentials, proxies or settings of the machine's own."""
    session = boto3.session.Session(
        aws_access_key_id=schedule.login, aws_secret_access_key=schedule.secret,
        region_name=schedule.region or "us-east-1",
    )  # fmt: skip
    client = session.client("s3", endpoint_url=schedule.address, config=Config(
        connect_timeout=SECONDS, read_timeout=SECONDS, proxies={}, retries={"max_attempts": 2, "mode": "standard"},
        s3={"addressing_style": _style(schedule.address)}, request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    ))  # fmt: skip
    client._endpoint.http_session._manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SealedPool}
    return client


def _style(address: str) -> str:
    """Amazon wants the bucket in the name of the host; everybody takes it in the path."""
    return "virtual" if (urlsplit(address).hostname or "").endswith(".amazonaws.com") else "path"


def _said(problem: BaseException) -> Undelivered:
    """What went wrong: our own word where we refused, else the store's."""
    at: BaseException | None = problem
    while at is not None:
        if isinstance(at, Undelivered):
            return at
        if isinstance(at, ClientError):
            code = str(at.response.get("Error", {}).get("Code", ""))
            return Undelivered(_CODES.get(code, "broken"), code)
        at = at.__cause__ or at.__context__
    slow = "Timeout" in type(problem).__name__
    return Undelivered("slow" if slow else "unreachable" if "Connect" in type(problem).__name__ else "broken",
                       type(problem).__name__)  # fmt: skip
