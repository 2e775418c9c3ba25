"""Addresses of sign-in and of a person's own pages."""

from django.urls import path

from helpdesk.accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.sign_in_page, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("preferences/", views.preferences, name="preferences"),
]
