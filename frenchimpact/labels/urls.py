"""Addresses of labels."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.labels.views import controls, desks, home, kinds, register, sharing, verifying

app_name = "labels"
LABEL = "labels/<str:reference>/"
DESK = "mon-espace/labels/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("label/", home.label_home, name="label_home"),
    path("verifier/", verifying.verify, name="verify"),
    path("verifier/<str:reference>/", verifying.verify_reference, name="verify_reference"),
    path(LABEL, register.label, name="label"),
    path(LABEL + "attestation.json", register.attestation_json, name="attestation_json"),
    path(LABEL + "attestation.pdf", register.attestation_pdf, name="attestation_pdf"),
    path(LABEL + "badge.svg", register.badge_svg, name="badge_svg"),
    path(LABEL + "badge.png", register.badge_png, name="badge_png"),
    path(LABEL + "cadre/", sharing.label_frame, name="label_frame"),
    path(LABEL + "etat.svg", sharing.label_state, name="label_state"),
    path(LABEL + "montrer/", sharing.label_share, name="label_share"),
    path("mon-espace/labels/", desks.label_desks, name="label_desks"),
    path("mon-espace/labels/attribuer/", desks.label_grant, name="label_grant"),
    path("mon-espace/labels/controles/", controls.controls, name="controls"),
    path("mon-espace/labels/types/", kinds.kinds, name="kinds"),
    path("mon-espace/labels/types/nouveau/", kinds.kind_new, name="kind_new"),
    path("mon-espace/labels/types/<slug:code>/", kinds.kind_edit, name="kind_edit"),
    path(DESK, desks.label_desk, name="label_desk"),
    path(DESK + "renouvellement/", desks.renewal, name="renewal"),
    path(DESK + "rendre/", desks.label_surrender, name="label_surrender"),
    path(DESK + "repondre/", desks.procedure_reply, name="procedure_reply"),
    path(DESK + "decider/", desks.procedure_decide, name="procedure_decide"),
    path(DESK + "controles/<int:pk>/", controls.control, name="control"),
    path(DESK + "etape/<slug:verb>/", desks.label_move, name="label_move"),
]
