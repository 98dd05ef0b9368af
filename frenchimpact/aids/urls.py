"""Addresses of aids."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.aids.views import alerts, catalogue, project_aids

app_name = "aids"
PROJECT = "mon-espace/projets/<str:reference>/aides/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("financements/", catalogue.aids, name="aids"),
    path("financements/alertes/", alerts.alert_new, name="alert_new"),
    path("financements/alertes/<str:token>/", alerts.alert, name="alert"),
    path("financements/<slug:slug>/", catalogue.aid, name="aid"),
    path("financements/<slug:slug>/echeance.ics", catalogue.aid_calendar, name="aid_calendar"),
    # ── The aids of a project, for its team ──
    path(PROJECT, project_aids.project_aids, name="project_aids"),
    path(PROJECT + "<slug:slug>/retenir/", project_aids.aid_keep, name="aid_keep"),
    path(PROJECT + "<slug:slug>/ecarter/", project_aids.aid_put_aside, name="aid_put_aside"),
    path(PROJECT + "<slug:slug>/rappel/", project_aids.aid_remind, name="aid_remind"),
]
