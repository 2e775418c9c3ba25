"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from helpdesk import health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("helpdesk.ui.urls")),
    path("admin/", admin.site.urls),
]
