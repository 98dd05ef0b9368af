"""Addresses of labels."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.labels.views import register, verifying

app_name = "labels"
LABEL = "labels/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("verifier/", verifying.verify, name="verify"),
    path("verifier/<str:reference>/", verifying.verify_reference, name="verify_reference"),
    path(LABEL, register.label, name="label"),
    path(LABEL + "attestation.json", register.attestation_json, name="attestation_json"),
    path(LABEL + "attestation.pdf", register.attestation_pdf, name="attestation_pdf"),
    path(LABEL + "badge.svg", register.badge_svg, name="badge_svg"),
    path(LABEL + "badge.png", register.badge_png, name="badge_png"),
]
