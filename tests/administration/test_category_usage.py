"""The page of a category says where it is used."""

import pytest
from django.test import Client

from tests.factories import CategoryFactory, inbound_message
from tests.factories.rules import make_rule
from tickets import intake
from tickets.models import CannedAnswer

pytestmark = pytest.mark.django_db


def test_a_category_tells_its_tickets_rules_and_answers(browser: Client) -> None:
    category, other = CategoryFactory.create(name="Lamps"), CategoryFactory.create(name="Other")
    intake.receive(inbound_message(category=category))
    intake.receive(inbound_message(address="dave@example.com", category=other))
    make_rule("Asks", when=[("category", "is", [str(category.pk)])], then={"priority": 3})
    make_rule("Sets", when=[("text", "any", ["lamp"])], then={"category": category.pk})
    make_rule("Neither", when=[("category", "is", [str(other.pk)])], then={"priority": 3})
    CannedAnswer.objects.create(title="x", body="y", visibility="all", category=category)
    usage = browser.get(f"/settings/categories/{category.pk}/").context["usage"]
    assert (usage.tickets, usage.unsolved, usage.answers) == (1, 1, 1)
    assert [rule.name for rule in usage.rules] == ["Asks", "Sets"]
    assert browser.get("/settings/categories/new/").context["usage"] is None
