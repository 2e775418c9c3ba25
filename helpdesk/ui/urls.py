"""Addresses of the design system: mounted at the root by the project."""

from django.urls import path

from helpdesk.ui import views

app_name = "ui"

urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
