"""Addresses of the help centre, and of the desk's side of it."""

from django.urls import include, path
from django.views.generic import RedirectView

from knowledge import views
from knowledge.workspace import picture_files

app_name = "knowledge"

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", RedirectView.as_view(pattern_name="knowledge:home"), name="help"),
    path("help/images/<int:pk>.<slug:ending>", picture_files.image, name="image"),
    path("help/<slug:language>/<slug:slug>/", views.article, name="article"),
    path("agent/knowledge/", include("knowledge.workspace.urls")),
]
