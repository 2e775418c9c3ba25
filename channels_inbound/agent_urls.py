"""Addresses of the workspace that only chats need: mounted beside the tickets at /agent/tickets/."""

from django.urls import path

from channels_inbound.views import missing_files

app_name = "missing_files"

urlpatterns = [path("<int:number>/missing-files/<int:pk>/fetches/", missing_files.fetches, name="fetches")]
