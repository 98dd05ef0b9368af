"""Addresses of the funder's space, of the programme's queue, and of what the public sheet counts."""

from django.urls import URLPattern, path

from frenchimpact.aids.views import editing, following, moderation, reached, sheets, spaces, variants

FUNDER = "mon-espace/financeur/"
_AID = FUNDER + "aides/<str:reference>/"
patterns: list[URLPattern] = [
    path(FUNDER, spaces.funder_home, name="funder_home"),
    path(FUNDER + "aides/", spaces.funder_aids, name="funder_aids"),
    path(FUNDER + "aides/ajouter/", editing.aid_new, name="aid_new"),
    path(_AID, editing.aid_edit, name="aid_edit"),
    path(_AID + "confirmer/", spaces.aid_confirm, name="aid_confirm"),
    path(_AID + "dupliquer/", spaces.aid_duplicate, name="aid_duplicate"),
    path(_AID + "retirer/", spaces.aid_withdraw, name="aid_withdraw"),
    path(_AID + "projets/", reached.aid_projects, name="aid_projects"),
    path(_AID + "projets/<str:project>/retenir/", following.reached_keep, name="reached_keep"),
    path(_AID + "projets/<str:project>/ecarter/", following.reached_put_aside, name="reached_put_aside"),
    path(_AID + "statistiques/", following.aid_stats, name="aid_stats"),
    path(_AID + "signalements/", following.aid_reports, name="aid_reports"),
    path(_AID + "signalements/<int:pk>/", following.aid_report_answer, name="aid_report_answer"),
    path(_AID + "variantes/", variants.aid_variants, name="aid_variants"),
    path(FUNDER + "variantes/<int:pk>/", variants.aid_variant_answer, name="aid_variant_answer"),
    path("financements/<slug:slug>/demander/", sheets.aid_go, name="aid_go"),
    path("financements/<slug:slug>/signaler/", sheets.aid_report, name="aid_report"),
    path("mon-espace/programme/aides/", moderation.aid_queue, name="aid_queue"),
    path("mon-espace/programme/aides/<str:reference>/", moderation.aid_review, name="aid_review"),
]
