"""Addresses of labels."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.labels.views import register

app_name = "labels"
LABEL = "labels/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(LABEL, register.label, name="label"),
    path(LABEL + "attestation.json", register.attestation_json, name="attestation_json"),
]
