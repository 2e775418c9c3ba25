"""Addresses of sign-in and of a person's own pages."""

from django.urls import path

from helpdesk.accounts import password_views, views
from helpdesk.accounts.models import LinkPurpose

app_name = "accounts"

urlpatterns = [
    path("login/", views.sign_in_page, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("preferences/", views.preferences, name="preferences"),
    path("password/", password_views.change, name="password_change"),
    path("password/reset/", password_views.reset, name="password_reset"),
    path("password/reset/sent/", password_views.reset_sent, name="password_reset_sent"),
    path("password/new/", password_views.choose, name="choose_password"),
    path("password/reset/<str:token>/", password_views.open_link, {"purpose": LinkPurpose.RESET}, name="reset_link"),
    path(
        "invitation/<str:token>/", password_views.open_link, {"purpose": LinkPurpose.INVITATION}, name="invitation_link"
    ),
]
