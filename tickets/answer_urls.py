"""Addresses of the canned answers' pages: mounted at /agent/answers/."""

from django.urls import path

from tickets.views import answers

app_name = "answers"

urlpatterns = [
    path("", answers.answers, name="answers"),
    path("new/", answers.answer, name="new"),
    path("<int:pk>/", answers.answer, name="answer"),
    path("<int:pk>/removals/", answers.removals, name="removals"),
]
