"""The store of pictures: kept once under their hash, typed and measured by their bytes, never by their name."""

import hashlib
import re
import struct
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from knowledge.models import ArticleImage
from knowledge.rendering import Picture

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 8_000  # pixels: what is larger is a bomb, or a photograph that nobody made ready for a page
# JPEG markers that carry the size (ITU T.81, table B.1): SOF0-SOF15 without DHT, JPG and DAC.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_BARE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a length

UNUSED_FOR = timedelta(days=7)  # as long as somebody may write before the first save
UNUSED = """NOT EXISTS (SELECT FROM knowledge_revision r
    WHERE position('/help/images/' || knowledge_articleimage.id || '.' in r.body) > 0)"""

Measured = tuple[str, int, int]


def keep(data: bytes, *, name: str, by: User, at: datetime) -> ArticleImage:
    """Store a picture, or return the one that has the same bytes. Raises ValidationError with what to do instead.

    The file comes before the row: a crash may leave a file without a row, never the opposite.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB. Make it smaller and try again."))
    measured = measure(data)
    if measured is None:
        raise ValidationError(_("Only PNG, JPEG, GIF and WebP pictures can be shown."))
    content_type, width, height = measured
    if max(width, height) > MAX_SIDE:
        raise ValidationError(_("The picture is wider or higher than 8,000 pixels. Make it smaller and try again."))
    image = ArticleImage(sha256=hashlib.sha256(data).hexdigest(), content_type=content_type, size=len(data))
    image.width, image.height, image.name = width, height, _safe_name(name)
    image.uploaded_by, image.uploaded_at = by, at
    return _store(image, data)


def measure(data: bytes) -> Measured | None:
    """Return media type, width and height as the bytes show them; None for anything but the four kinds."""
    for reader in READERS:
        try:
            found = reader(data)
        except (struct.error, IndexError):
            continue  # cut off
        if found:
            return found if min(found[1:]) > 0 else None
    return None


def sizes(numbers: Iterable[int]) -> dict[int, Picture]:
    """Return the pictures that exist, as the renderer wants them."""
    rows = ArticleImage.objects.filter(pk__in=set(numbers)).values_list("pk", "width", "height")
    return {pk: Picture(width, height) for pk, width, height in rows}


def prune(*, at: datetime) -> int:
    """Delete pictures that were uploaded a while ago and stand in no version of any text; return how many."""
    old = ArticleImage.objects.filter(uploaded_at__lt=at - UNUSED_FOR).extra(where=[UNUSED])  # noqa: S610 -- constant
    return sum(_remove(row) for row in old)


@transaction.atomic
def _remove(row: ArticleImage) -> int:
    """Take the row and then its file, unless somebody names or stores it right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(row)])
        if not cursor.fetchone()[0]:
            return 0
    removed, _kinds = ArticleImage.objects.filter(pk=row.pk).extra(where=[UNUSED]).delete()  # noqa: S610 -- constant
    if removed:
        default_storage.delete(row.storage_name)
    return min(removed, 1)


@transaction.atomic
def _store(image: ArticleImage, data: bytes) -> ArticleImage:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(image)])
    known = ArticleImage.objects.filter(sha256=image.sha256).first()
    if not default_storage.exists(image.storage_name):
        default_storage.save(image.storage_name, ContentFile(data))
    if known is None:
        image.save()
    return known or image


def _png(data: bytes) -> Measured | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return "image/png", width, height


def _gif(data: bytes) -> Measured | None:
    if data[:6] not in {b"GIF87a", b"GIF89a"}:
        return None
    width, height = struct.unpack("<HH", data[6:10])
    return "image/gif", width, height


def _jpeg(data: bytes) -> Measured | None:
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    place = 2
    while data[place] == 0xFF:  # noqa: PLR2004 -- every marker begins with it
        marker = data[place + 1]
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return "image/jpeg", width, height
        place += 2 if marker in JPEG_BARE else 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return None


def _webp(data: bytes) -> Measured | None:
    """Read the three forms of a WebP file (RFC 9649, section 2)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    if data[12:16] == b"VP8X":
        return "image/webp", int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return "image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


READERS: tuple[Callable[[bytes], Measured | None], ...] = (_png, _gif, _jpeg, _webp)


def _lock_of(image: ArticleImage) -> int:
    return int(image.sha256[:15], 16)  # 60 bits: a bigint


def _safe_name(name: str) -> str:
    return re.sub(r"[^\w .()-]+", "", name)[:200].strip()
