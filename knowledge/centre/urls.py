"""Addresses that everybody may open."""

from django.urls import path
from django.views.generic import RedirectView

from knowledge.centre import feedback, pages, searching, sitemap

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", RedirectView.as_view(pattern_name="knowledge:home"), name="help"),
    path("help/search/", searching.search, name="search"),
    path("help/suggestions/", searching.suggestions, name="suggestions"),
    path("help/thanks/", feedback.thanks, name="thanks"),
    path("help/articles/<int:pk>/opinions/", feedback.opinions, name="opinions"),
    path("help/articles/<int:pk>/solved/", feedback.solved, name="solved"),
    path("help/<slug:language>/topics/<slug:slug>/", pages.topic, name="topic"),
    path("help/<slug:language>/<slug:slug>/", pages.article, name="article"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
]
