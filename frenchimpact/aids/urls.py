"""Addresses of aids."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.aids.views import catalogue

app_name = "aids"

urlpatterns: list[URLPattern | URLResolver] = [
    path("financements/", catalogue.aids, name="aids"),
    path("financements/<slug:slug>/", catalogue.aid, name="aid"),
    path("financements/<slug:slug>/echeance.ics", catalogue.aid_calendar, name="aid_calendar"),
]
