"""Files that go with a request: within the limits, named when they are not, kept when the form must be corrected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.portal.forms import send
from tickets.models import Attachment

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def upload(name: str = "door.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_files_are_kept_under_safe_names_and_typed_by_their_bytes(client: Client) -> None:
    send(client, attachments=[upload("../../do\u202eor.png"), upload("note.txt", b"hello")])
    names = [(file.name, file.content_type) for file in Attachment.objects.all()]
    assert names == [("door.png", "image/png"), ("note.txt", "text/plain")]


def test_a_file_that_is_too_large_is_named_and_the_good_one_is_kept(client: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1024
    answer = send(client, attachments=[upload("huge.bin", b"0" * 300_000), upload("door.png")])

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "huge.bin" in page
    token = page.partition('name="kept" value="')[2].partition('"')[0]
    assert send(client, kept=token).status_code == 302
    assert [file.name for file in Attachment.objects.all()] == ["door.png"]


def test_an_empty_file_is_named(client: Client) -> None:
    answer = send(client, attachments=[upload("nothing.txt", b"")])
    assert answer.status_code == 422
    assert "nothing.txt" in answer.content.decode()


def test_too_many_files_are_refused(client: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_FILES = 2
    answer = send(client, attachments=[upload(f"{n}.png", PNG + bytes([n])) for n in range(3)])
    assert answer.status_code == 422
    assert answer.content.decode().count('name="kept"') == 2


def test_far_too_many_files_get_a_friendly_page(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    answer = send(client, attachments=[upload(f"{n}.png") for n in range(4)])
    assert answer.status_code == 400
    assert 'href="/"' in answer.content.decode()


def test_far_too_much_text_gets_a_friendly_page(client: Client) -> None:
    answer = send(client, body="a" * 6_000_000)
    assert answer.status_code == 400
    assert 'href="/"' in answer.content.decode()


def test_a_file_of_somebody_else_cannot_be_named(client: Client) -> None:
    send(client, attachments=[upload()])
    forged = "WyJkb29yLnBuZyIsICIwIiwgMV0:signature"
    send(client, email="eve@example.com", kept=forged)
    assert Attachment.objects.count() == 1
