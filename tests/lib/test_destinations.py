"""Where a form sends somebody on."""

import pytest
from django.test import RequestFactory

from helpdesk.lib.destinations import own_page


@pytest.mark.parametrize("wanted", ["/", "/agent/tickets/?view=mine&q=horno%20a#list"])
def test_a_page_of_ours_is_kept(rf: RequestFactory, wanted: str) -> None:
    assert own_page(rf.post("/theme/"), wanted, otherwise="/home/") == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "😀",
        "accounts:login",  # a view's name, which redirect() would look up
        "javascript:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "///evil.example",
        "/a\r\nSet-Cookie: b=c",
        "/\x00",
        "/" + "x" * 3000,
    ],
)
def test_anything_else_leads_to_the_usual_place(rf: RequestFactory, wanted: str) -> None:
    assert own_page(rf.post("/theme/"), wanted, otherwise="/home/") == "/home/"
