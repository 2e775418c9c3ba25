"""Addresses of the wizard."""

from django.urls import path

from helpdesk.setup import views

app_name = "setup"

urlpatterns = [
    path("", views.start, name="start"),
    path("company/", views.company, name="company"),
    path("hours/", views.hours, name="hours"),
    path("team/", views.team, name="team"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/checks/", views.mailbox_checks, name="mailbox_checks"),
    path("topics/", views.topics, name="topics"),
    path("done/", views.done, name="done"),
    path("<slug:slug>/delays/", views.delays, name="delays"),
]
