"""Addresses of the help centre's settings, included in the namespace `settings`."""

from django.urls import path

from knowledge.configuration import meanings, records, topics

urlpatterns = [
    path("", topics.topics, name="topics"),
    path("new/", topics.topic, name="topic_new"),
    path("<int:pk>/", topics.topic, name="topic"),
    path("<int:pk>/removals/", topics.removals, name="topic_removals"),
    path("records/", records.records, name="records"),
    path("words/", meanings.meanings, name="meanings"),
    path("words/new/", meanings.meaning, name="meaning_new"),
    path("words/<slug:key>/", meanings.meaning, name="meaning"),
    path("words/<slug:key>/removals/", meanings.removals, name="meaning_removals"),
    path("words/<slug:key>/resets/", meanings.resets, name="meaning_resets"),
]
