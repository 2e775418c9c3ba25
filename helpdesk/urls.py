"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from channels_inbound import webhooks
from helpdesk import health, metrics

handler500 = "helpdesk.outage.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("hooks/<slug:kind>/<int:pk>/", webhooks.hook, name="hook"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("helpdesk.ui.urls")),
    path("", include("knowledge.urls")),
    path("", include("channels_inbound.requests.urls")),
    path("accounts/", include("helpdesk.accounts.urls")),
    path("setup/", include("helpdesk.setup.urls")),
    path("agent/tickets/", include("tickets.urls")),
    path("agent/tickets/", include("channels_inbound.agent_urls")),
    path("agent/answers/", include("tickets.answer_urls")),
    path("reports/", include("reports.urls")),
    path("settings/", include("helpdesk.settings_urls")),
    path("demo/mail/", include("helpdesk.mailcatcher.urls")),
    path("demo/phone/", include("helpdesk.demophone.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:login", query_string=True)),  # one throttled door
    path("admin/", admin.site.urls),
]
