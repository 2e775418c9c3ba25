"""Many presses of one button at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from channels_inbound.models import InboundPayload
from tests.factories import ChannelFactory
from tests.portal.forms import request_fields
from tickets.models import Ticket


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_at_once_open_one_ticket() -> None:
    ChannelFactory.create()
    fields = request_fields()

    def press(_n: int) -> tuple[int, str]:
        try:
            answer = Client().post("/requests/new/", fields)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        answers = set(threads.map(press, range(50)))

    payload = InboundPayload.objects.get()
    assert answers == {(302, f"/requests/sent/{payload.external_id}/")}
    assert Ticket.objects.count() == 1
    assert Ticket.objects.get().messages.count() == 1
