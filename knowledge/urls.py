"""Addresses of the help centre."""

from django.urls import path
from django.views.generic import RedirectView

from knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", RedirectView.as_view(pattern_name="knowledge:home"), name="help"),
]
