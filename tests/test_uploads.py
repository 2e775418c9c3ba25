"""Files that are too large are cut while they arrive."""

from io import BytesIO

from django.test import RequestFactory
from pytest_django import Settings


def test_a_file_is_cut_soon_after_the_limit(settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 100_000
    big, small = BytesIO(b"0" * 3_000_000), BytesIO(b"1" * 1000)
    big.name, small.name = "big.bin", "small.bin"
    request = RequestFactory().post("/", {"files": [big, small]})
    received = request.FILES.getlist("files")
    assert 100_000 < (received[0].size or 0) <= 100_000 + 64 * 1024
    assert received[1].read() == b"1" * 1000
