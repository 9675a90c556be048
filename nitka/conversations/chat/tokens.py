"""Signed names of files: what an upload was, until its message names it; what a download may be."""

from dataclasses import asdict, dataclass
from urllib.parse import quote
from uuid import UUID

from django.core import signing

from nitka.kit import clock

UPLOAD = "nitka.chat.upload"
DOWNLOAD = "nitka.chat.download"
DAY = 86_400
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class File:
    """A blob with a name and a sniffed type."""

    sha256: str
    name: str
    type: str
    size: int

    @property
    def is_picture(self) -> bool:
        """True for pictures that browsers draw and run nothing of."""
        return self.type in PICTURES

    def payload(self) -> dict[str, object]:
        """As an accepted message carries it."""
        return asdict(self)


def upload(session: UUID, file: File) -> str:
    """The id of an uploaded file, good for messages of its session."""
    return signing.dumps([str(session), file.sha256, file.name, file.type, file.size], salt=UPLOAD)


def read_upload(session: UUID, given: str) -> File | None:
    """The file of an id made for this session within a day; later its bytes are gone."""
    try:
        owner, sha256, name, kind, size = signing.loads(given, salt=UPLOAD, max_age=DAY)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return File(sha256, name, kind, size) if owner == str(session) else None


def download_path(channel_id: UUID, file: File) -> str:
    """The address of a file for whoever was given it: the same all day, gone after two."""
    until = (int(clock.now().timestamp()) // DAY + 2) * DAY
    token = signing.Signer(salt=DOWNLOAD).sign_object([str(channel_id), file.sha256, file.name, file.type, until])
    return f"/chat/{channel_id}/files/{quote(token, safe=':')}"


def read_download(channel_id: UUID, given: str) -> File | None:
    """The file of an address made for this channel and still good."""
    try:
        owner, sha256, name, kind, until = signing.Signer(salt=DOWNLOAD).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    good = owner == str(channel_id) and clock.now().timestamp() < until
    return File(sha256, name, kind, 0) if good else None
