"""Addresses of the demo's mail."""

from django.urls import path

from helpdesk.mailcatcher import views

app_name = "mailcatcher"

urlpatterns = [
    path("", views.mails, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.mail, name="detail"),
    path("<int:pk>/html/", views.html, name="html"),
    path("<int:pk>/source/", views.source, name="source"),
    path("<int:pk>/answers/", views.answers, name="answers"),
]
