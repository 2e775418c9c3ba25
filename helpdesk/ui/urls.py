"""Addresses of the design system: mounted at the root by the project."""

from django.urls import path

from helpdesk.ui import brand_views, views

app_name = "ui"

urlpatterns = [
    path("theme.css", brand_views.theme_css, name="theme_css"),
    path("brand/logo", brand_views.logo, name="logo"),
    path("theme/", views.theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
