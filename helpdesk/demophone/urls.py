"""Addresses of the demo's telephones, and of the vendors' servers that they stand in for."""

from django.urls import path

from helpdesk.demophone import vendors, views

app_name = "demophone"

urlpatterns = [
    path("", views.chats, name="list"),
    path("new/", views.new, name="new"),
    path("graph/<path:path>", vendors.graph, name="graph"),
    path("bots/bot<str:token>/<slug:method>", vendors.bot, name="bot"),
    path("bots/file/bot<str:token>/<slug:pk>", vendors.bot_file, name="bot_file"),
    path("pictures/<int:pk>/", views.picture, name="picture"),
    path("<int:channel>/<slug:contact>/", views.conversation, name="chat"),
    path("<int:channel>/<slug:contact>/messages/", views.messages, name="messages"),
    path("<int:channel>/<slug:contact>/looks/", views.looks, name="looks"),
]
