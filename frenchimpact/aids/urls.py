"""Addresses of aids."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.aids.views import alerts, catalogue

app_name = "aids"

urlpatterns: list[URLPattern | URLResolver] = [
    path("financements/", catalogue.aids, name="aids"),
    path("financements/alertes/", alerts.alert_new, name="alert_new"),
    path("financements/alertes/<str:token>/", alerts.alert, name="alert"),
    path("financements/<slug:slug>/", catalogue.aid, name="aid"),
    path("financements/<slug:slug>/echeance.ics", catalogue.aid_calendar, name="aid_calendar"),
]
