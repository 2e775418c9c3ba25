"""Addresses of the topics' settings, included in the namespace `settings`."""

from django.urls import path

from knowledge import topic_views

urlpatterns = [
    path("", topic_views.topics, name="topics"),
    path("new/", topic_views.topic, name="topic_new"),
    path("<int:pk>/", topic_views.topic, name="topic"),
    path("<int:pk>/removals/", topic_views.removals, name="topic_removals"),
]
