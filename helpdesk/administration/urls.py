"""Addresses of these settings, included in the namespace `settings`."""

from django.urls import path

from helpdesk.administration import (
    audit_views,
    branding_views,
    catalogue_views,
    holiday_views,
    hours_views,
    mail_text_views,
    views,
)

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.invite, name="person_new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/invitations/", views.invitations, name="person_invitations"),
    path("teams/", views.teams, name="teams"),
    path("teams/<int:pk>/", views.team, name="team"),
    path("desk/", views.desk, name="desk"),
    path("branding/", branding_views.branding, name="branding"),
    path("branding/previews/", branding_views.branding_previews, name="branding_previews"),
    path("branding/resets/", branding_views.branding_resets, name="branding_resets"),
    path("branding/sample/", branding_views.branding_sample, name="branding_sample"),
    path("branding/sample.css", branding_views.branding_css, name="branding_css"),
    path("mails/", mail_text_views.mail_texts, name="mail_texts"),
    path("mails/<slug:kind>/<str:language>/", mail_text_views.mail_text, name="mail_text"),
    path("mails/<slug:kind>/<str:language>/previews/", mail_text_views.mail_text_previews, name="mail_text_previews"),
    path("mails/<slug:kind>/<str:language>/resets/", mail_text_views.mail_text_resets, name="mail_text_resets"),
    path("audit/", audit_views.audit_log, name="audit"),
    path("categories/", catalogue_views.categories, name="categories"),
    path("categories/new/", catalogue_views.category, name="category_new"),
    path("categories/<int:pk>/", catalogue_views.category, name="category"),
    path("sla/", hours_views.promises, name="sla"),
    path("sla/simulations/", hours_views.simulations, name="sla_simulations"),
    path("sla/holidays/", holiday_views.holidays, name="holidays"),
    path("sla/holidays/lists/", holiday_views.holiday_lists, name="holiday_lists"),
    path("sla/holidays/<int:pk>/removals/", holiday_views.holiday_removals, name="holiday_removals"),
]
