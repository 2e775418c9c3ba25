"""Addresses of requesters: the form, its confirmation, the way back to a request, the request itself."""

from django.urls import path

from channels_inbound.requests import finding, rating, views
from channels_inbound.web_form import views as web_form

app_name = "requests"

urlpatterns = [
    path("requests/new/", web_form.new, name="new"),
    path("requests/sent/<str:submission>/", web_form.sent, name="sent"),
    path("requests/find/", finding.find, name="find"),
    path("r/<str:token>/", views.status, name="status"),
    path("r/<str:token>/replies/", views.replies, name="replies"),
    path("r/<str:token>/files/<int:attachment>/", views.attachment, name="attachment"),
    path("r/<str:token>/solved/", views.solve, name="solve"),
    path("r/<str:token>/rating/", rating.rating, name="rating"),
    path("r/<str:token>/reopened/", views.reopen, name="reopen"),
]
