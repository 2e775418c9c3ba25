"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("helpdesk.ui.urls")),
    path("admin/", admin.site.urls),
]
