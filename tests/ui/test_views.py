"""The theme is kept on the server; the style guide is not for the public."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

pytestmark = pytest.mark.django_db


def test_theme_of_a_visitor_is_kept_in_a_cookie(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    response = client.post("/theme/", {"theme": "dark", "next": "/styleguide/"})
    assert (response.status_code, response["Location"]) == (302, "/styleguide/")
    assert 'data-theme="dark"' in client.get("/styleguide/").content.decode()


def test_theme_of_a_person_is_kept_with_the_person(client: Client) -> None:
    alice = get_user_model().objects.create_user("alice@mesa.test", "secret", name="Alice")
    client.force_login(alice)
    client.post("/theme/", {"theme": "light"})
    alice.refresh_from_db()
    assert alice.theme == "light"


@pytest.mark.parametrize("value", ["", "blue", "<script>"])
def test_unknown_theme_follows_the_system(client: Client, value: str) -> None:
    assert client.post("/theme/", {"theme": value}).cookies["theme"].value == "auto"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_theme_never_leads_to_another_host(client: Client, wanted: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": wanted})["Location"] == "/"


def test_theme_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get("/theme/").status_code == 405


def test_style_guide_is_hidden_in_production(client: Client) -> None:
    response = client.get("/styleguide/")
    assert response.status_code == 404


def test_skeleton_costs_a_visitor_no_query(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.DEMO = True
    client.get("/styleguide/")  # the desk's looks are kept for some seconds
    with django_assert_num_queries(0):
        response = client.get("/styleguide/")
    assert response.status_code == 200
