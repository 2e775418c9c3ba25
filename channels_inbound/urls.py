"""Addresses of the channels' settings, included in the namespace `settings`."""

from django.urls import path

from channels_inbound.views import channels, inbox, templates

urlpatterns = [
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", channels.new, name="channel_new"),
    path("channels/new/<slug:kind>/", channels.new, name="channel_new"),
    path("channels/<int:pk>/", channels.channel, name="channel"),
    path("channels/checks/", channels.checks, name="channel_checks"),
    path("channels/checks/<slug:kind>/", channels.checks, name="channel_checks"),
    path("channels/<int:pk>/checks/", channels.checks, name="channel_check"),
    path("channels/<int:pk>/webhooks/", channels.webhook, name="channel_webhook"),
    path("channels/<int:pk>/templates/", templates.templates, name="channel_templates"),
    path("channels/inbox/", inbox.inbox, name="inbox"),
    path("channels/inbox/<int:pk>/", inbox.payload, name="payload"),
    path("channels/inbox/<int:pk>/source/", inbox.source, name="payload_source"),
    path("channels/inbox/<int:pk>/replays/", inbox.replays, name="payload_replays"),
    path("channels/inbox/<int:pk>/discards/", inbox.discards, name="payload_discards"),
]
