"""What people come for, from the beginning to the end, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from knowledge.demo import load as articles
from knowledge.models import ArticleUse, Feedback, SearchLog
from tests.browser.conftest import Visit
from tests.factories import UserFactory
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
LAST_DAY = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)


@pytest.fixture
def help_centre() -> None:
    """Have the articles of the demo, and nobody who has read them."""
    for name in ("admin", "manager", "agent"):
        UserFactory.create(email=f"{name}@mesa.test")
    articles.load(1, LAST_DAY)
    for model in (ArticleUse, Feedback, SearchLog):
        model.objects.all().delete()


@pytest.mark.usefixtures("help_centre")
def test_a_customer_finds_the_answer_and_does_not_write(browse: Callable[..., Visit]) -> None:
    visit = browse(language="es")
    page = visit.go("/")
    page.get_by_label("Busque una respuesta").press_sequentially("mi labadora no bota el agua", delay=5)
    page.locator("#answers").get_by_role("link", name="La lavadora no desagua").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La lavadora no desagua o no centrifuga")
    page.get_by_role("button", name="Sí").click()
    expect(page.get_by_role("heading", name="Gracias por contarnos")).to_be_focused()

    page = visit.go("/requests/new/")
    page.get_by_label("Resumen").press_sequentially("me cobraron doble", delay=5)
    offered = page.locator("#suggestions")
    expect(offered.get_by_role("link", name="Me cobraron dos veces")).to_be_visible()
    assert visit.axe() == []
    offered.get_by_role("button", name="Me cobraron dos veces").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nos alegra que encontrara la respuesta")

    assert not Ticket.objects.exists()
    assert list(ArticleUse.objects.order_by("pk").values_list("kind", flat=True)) == ["viewed", "deflected"]
    assert Feedback.objects.get().is_useful
    assert list(SearchLog.objects.order_by("pk").values_list("query", "source")) == [
        ("mi labadora no bota el agua", "portal"),
        ("me cobraron doble", "form"),
    ]
    assert visit.faults == []


@pytest.mark.usefixtures("help_centre")
def test_a_customer_finds_the_answer_without_scripts(browse: Callable[..., Visit]) -> None:
    visit = browse(language="es", javascript=False)
    page = visit.go("/")
    page.get_by_label("Busque una respuesta").fill("refri no enfria")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="La refrigeradora no enfría").first.click()
    page.get_by_role("button", name="No").click()
    page.get_by_label("¿Qué buscaba?").fill("Cuánto cuesta la visita")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_role("heading", name="Gracias por contarnos")).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name="Enviar una solicitud").click()
    expect(page.get_by_text("Usted leyó «La refrigeradora no enfría»")).to_be_visible()
    assert Feedback.objects.get().comment == "Cuánto cuesta la visita"
