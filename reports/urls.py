"""Addresses of the reports: mounted at /reports/."""

from django.urls import path, register_converter

from reports import views
from reports.exports import views as exports
from reports.exports.answers import FormatConverter
from reports.schedules import views as schedules

register_converter(FormatConverter, "format")
app_name = "reports"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("tables/<slug:name>/", views.table, name="table"),
    path("definitions/", views.definitions, name="definitions"),
    path("schedules/", schedules.schedules, name="schedules"),
    path("schedules/new/", schedules.new, name="schedule_new"),
    path("schedules/<int:pk>/", schedules.schedule, name="schedule"),
    path("schedules/<int:pk>/activity/", schedules.activity, name="schedule_activity"),
    path("schedules/<int:pk>/copies/", schedules.copies, name="schedule_copies"),
    path("schedules/<int:pk>/removal/", schedules.removal, name="schedule_removal"),
    path("files/tickets.<format:kind>", exports.tickets, name="tickets_file"),
    path("files/figures/<slug:figure>.<format:kind>", exports.figures, name="figures_file"),
]
