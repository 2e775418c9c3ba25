"""Pictures of articles: typed and measured by their bytes, kept once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from helpdesk.accounts.models import User
from knowledge import pictures, publishing
from knowledge.models import ArticleImage
from knowledge.publishing import Text
from knowledge.rendering import Picture
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON
from tests.knowledge.pictures import gif, jpeg, png, webp

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    user: User = UserFactory.create()
    return user


@pytest.mark.parametrize(
    ("data", "content_type"),
    [(png(), "image/png"), (gif(), "image/gif"), (jpeg(), "image/jpeg"), (webp(), "image/webp")],
)
def test_the_bytes_tell_type_and_size(data: bytes, content_type: str) -> None:
    assert pictures.measure(data) == (content_type, 640, 480)


def test_other_forms_of_webp() -> None:
    extended = b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8 + b"\x7f\x02\x00" + b"\xdf\x01\x00"
    lossy = b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 10 + b"\x80\x02\xe0\x01"
    assert [pictures.measure(data) for data in (extended, lossy)] == [("image/webp", 640, 480)] * 2


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://w3.org/2000/svg'/>", b"<html>", b"%PDF-1.7", b"BM", png()[:20], gif()[:8], jpeg()[:14],
     webp()[:22], png(0, 5), b"\x00\x00\x00 ftypavif", b"\xff\xd8\xff" + b"\x00" * 40, b"RIFF\x00\x00\x00\x00WEBPNOPE"],
)  # fmt: skip
def test_nothing_else_is_a_picture(data: bytes, alice: User) -> None:
    assert pictures.measure(data) is None
    with pytest.raises(ValidationError, match="Only PNG"):
        pictures.keep(data, name="x.png", by=alice, at=NOON)


@pytest.mark.parametrize(("data", "says"), [(png(50_000, 50_000), "8,000"), (png(more=b"x" * 5 * 2**20), "5 MB")])
def test_too_large_pictures_are_refused_with_what_to_do(data: bytes, says: str, alice: User) -> None:
    with pytest.raises(ValidationError, match=says):
        pictures.keep(data, name="x.png", by=alice, at=NOON)
    assert ArticleImage.objects.count() == 0


def test_the_same_picture_is_kept_once(alice: User, media: Path) -> None:
    rows = [pictures.keep(png(), name=name, by=alice, at=NOON) for name in ("a.png", "../b<script>.png")]
    assert rows[0] == rows[1]
    assert [path.name for path in media.rglob("*") if path.is_file()] == [rows[0].sha256]


def test_names_are_made_harmless(alice: User) -> None:
    assert pictures.keep(png(), name='../"b<script>.png', by=alice, at=NOON).name == "..bscript.png"


def test_a_file_that_was_lost_comes_back_with_the_next_upload(alice: User, media: Path) -> None:
    row = pictures.keep(png(), name="a.png", by=alice, at=NOON)
    (media / row.storage_name).unlink()
    pictures.keep(png(), name="a.png", by=alice, at=NOON)
    assert (media / row.storage_name).read_bytes() == png()


def test_sizes_of_those_that_exist(alice: User) -> None:
    row = pictures.keep(webp(), name="a.webp", by=alice, at=NOON)
    assert pictures.sizes({row.pk, row.pk + 1}) == {row.pk: Picture(640, 480)}


def test_pictures_that_stand_in_no_text_are_deleted_after_a_week(alice: User, media: Path) -> None:
    shown, dropped, forgotten, fresh = (
        pictures.keep(png(width), name="a.png", by=alice, at=NOON + timedelta(days=days))
        for width, days in ((1, 0), (2, 0), (3, 0), (4, 6))
    )
    row = ArticleFactory.create(body=f"![x](/help/images/{dropped.pk}.png)")
    publishing.save(row, Text("T", f"![x](/help/images/{shown.pk}.png)"), base=1, by=alice, at=NOON)
    counts = [pictures.prune(at=NOON + timedelta(days=8)) for _ in range(2)]
    assert (counts, set(ArticleImage.objects.all())) == ([1, 0], {shown, dropped, fresh})
    assert not (media / forgotten.storage_name).exists()
    assert (media / dropped.storage_name).exists()
