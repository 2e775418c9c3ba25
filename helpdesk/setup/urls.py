"""The address of the wizard."""

from django.urls import path

from helpdesk.setup import views

app_name = "setup"

urlpatterns = [path("", views.start, name="start")]
