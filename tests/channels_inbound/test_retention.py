"""Files that nobody uses are deleted; every other one stays."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client

from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.retention import prune_orphan_files
from tests.portal.forms import send
from tickets import files
from tickets.models import Blob

LATER = timedelta(hours=49)
DATA = b"left behind"


def upload(data: bytes = DATA) -> SimpleUploadedFile:
    return SimpleUploadedFile("door.txt", data)


def is_stored(data: bytes = DATA) -> tuple[bool, bool]:
    """Say whether the row and the file are there."""
    blob = Blob(sha256=hashlib.sha256(data).hexdigest())
    return Blob.objects.filter(pk=blob.pk).exists(), default_storage.exists(blob.storage_name)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_nothing_names_is_deleted_after_two_days(client: Client) -> None:
    send(client, email="", attachments=[upload()])
    assert is_stored() == (True, True)
    assert prune_orphan_files(at=datetime.now(UTC) + timedelta(hours=47)) == 0
    assert prune_orphan_files(at=datetime.now(UTC) + LATER) == 1
    assert is_stored() == (False, False)


@pytest.mark.django_db(transaction=True)
def test_a_file_of_a_message_stays(client: Client) -> None:
    send(client, attachments=[upload()])
    assert prune_orphan_files(at=datetime.now(UTC) + LATER) == 0
    assert is_stored() == (True, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [PayloadState.WAITING, PayloadState.HELD, PayloadState.DISCARDED])
def test_a_file_of_a_form_that_may_become_a_message_stays(client: Client, state: PayloadState) -> None:
    send(client, sitio_web="a program", attachments=[upload()])
    InboundPayload.objects.update(state=state)
    assert prune_orphan_files(at=datetime.now(UTC) + LATER) == 0
    assert is_stored() == (True, True)


@pytest.mark.django_db(transaction=True)
def test_keeping_the_same_file_again_begins_its_time_anew(client: Client) -> None:
    files.store(DATA)
    Blob.objects.update(created_at=datetime.now(UTC) - LATER)
    send(client, email="", attachments=[upload()])
    assert prune_orphan_files(at=datetime.now(UTC)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_attached_stays() -> None:
    files.store(DATA)
    pruned: list[int] = []

    def prune() -> None:
        pruned.append(prune_orphan_files(at=datetime.now(UTC) + LATER))
        connections.close_all()

    with transaction.atomic():
        files.store(DATA)
        thread = threading.Thread(target=prune)
        thread.start()
        thread.join()
    assert (pruned, is_stored()) == ([0], (True, True))


@pytest.mark.django_db(transaction=True)
def test_a_file_that_came_back_after_its_row_was_deleted_stays() -> None:
    blob = files.store(DATA)
    blob.delete()
    files.store(DATA)
    assert files.remove_file(Blob(sha256=hashlib.sha256(DATA).hexdigest())) is False
    assert is_stored() == (True, True)
