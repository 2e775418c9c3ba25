"""Addresses of the reports: mounted at /reports/."""

from django.urls import path, register_converter

from reports import views
from reports.exports import views as exports
from reports.exports.answers import FormatConverter

register_converter(FormatConverter, "format")
app_name = "reports"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("tables/<slug:name>/", views.table, name="table"),
    path("definitions/", views.definitions, name="definitions"),
    path("files/tickets.<format:kind>", exports.tickets, name="tickets_file"),
    path("files/figures/<slug:figure>.<format:kind>", exports.figures, name="figures_file"),
]
