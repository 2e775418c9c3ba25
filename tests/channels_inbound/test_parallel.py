"""Mails that are processed at the same time, by several workers."""

import random
import threading

import pytest
from django.db import connections

from channels_inbound import processing
from channels_inbound.models import InboundPayload, PayloadState
from tests.factories import ChannelFactory
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_mails_among_the_same_people_never_wait_for_each_other_in_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "TURNS", 1)  # a deadlock would leave its mail waiting for another attempt
    mailbox, chance = ChannelFactory.create(), random.Random(3)
    people = [f"p{number}@big.example" for number in range(12)]
    waiting = []
    for number in range(90):
        sender, *copied = chance.sample(people, 4)
        fields = {"from": sender, "cc": ", ".join(copied), "subject": f"About {number % 4}"}
        waiting.append(stored(mailbox, raw_mail(message_id=f"<{number}@big.example>", **fields)).pk)

    def work(own: list[int]) -> None:
        try:
            for pk in own:
                processing.process_payload(pk, at=NOON)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(waiting[start::6],)) for start in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert InboundPayload.objects.exclude(state=PayloadState.ACCEPTED).count() == 0
