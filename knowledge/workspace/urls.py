"""Addresses of the desk's side of the knowledge base: mounted at /agent/knowledge/, in the namespace `knowledge`."""

from django.urls import path

from knowledge.workspace import editor, listing, statistics, steps, suggestions, versions

urlpatterns = [
    path("", listing.articles, name="articles"),
    path("new/", editor.new, name="new"),
    path("drafts/", editor.drafts, name="drafts"),
    path("previews/", editor.previews, name="previews"),
    path("images/", editor.images, name="images"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("suggest/", suggestions.suggest, name="suggest"),
    path("<int:pk>/", editor.article, name="edit"),
    path("<int:pk>/text/", editor.text, name="text"),
    path("<int:pk>/reviews/", editor.reviews, name="reviews"),
    path("<int:pk>/publications/", editor.publications, name="publications"),
    path("<int:pk>/draft/", steps.back_to_draft, name="back_to_draft"),
    path("<int:pk>/returns/", steps.returns, name="returns"),
    path("<int:pk>/archive/", steps.archive, name="archive"),
    path("<int:pk>/settings/", steps.settings, name="settings"),
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/restorations/", steps.restorations, name="restorations"),
    path("<int:pk>/plain/", suggestions.plain_text, name="plain"),
    path("<int:pk>/uses/", suggestions.uses, name="uses"),
]
