"""Addresses of the help centre, and of the desk's side of it."""

from django.urls import include, path

from knowledge.workspace import picture_files

app_name = "knowledge"

urlpatterns = [
    path("help/images/<int:pk>.<slug:ending>", picture_files.image, name="image"),
    path("agent/knowledge/", include("knowledge.workspace.urls")),
    path("", include("knowledge.centre.urls")),
]
