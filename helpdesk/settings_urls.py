"""Addresses of the settings pages, for administrators. One namespace for all of them, whichever app shows them."""

from django.urls import include, path
from django.views.generic import RedirectView

app_name = "settings"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="settings:channels", http_method_names=["get", "head"]), name="home"),
    path("", include("channels_inbound.urls")),
    path("", include("helpdesk.administration.urls")),
    path("knowledge/", include("knowledge.configuration.urls")),
]
