"""Reporting a barrier, following it."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import following, intake, report_drafts

patterns: list[URLPattern] = [
    path("freins/", intake.home, name="home"),
    path("freins/signaler/", intake.report, name="report"),
    path("freins/signaler/brouillon/", report_drafts.report_save, name="report_save"),
    path("freins/signaler/textes/", intake.recognised, name="recognised"),
    path("freins/signaler/recu/<str:key>/", intake.reported, name="reported"),
    path("suivi/", following.follow_find, name="follow_find"),
    path("suivi/<str:key>/", following.follow, name="follow"),
    path("suivi/<str:key>/ecrire/", following.follow_write, name="follow_write"),
    path("suivi/<str:key>/retirer/", following.follow_withdraw, name="follow_withdraw"),
    path("suivi/<str:key>/nouveau-lien/", following.follow_renew, name="follow_renew"),
    path("suivi/<str:key>/accord/", following.follow_consent, name="follow_consent"),
    path("suivi/<str:key>/pieces/<uuid:piece>/", following.follow_piece, name="follow_piece"),
    path("mon-espace/mes-freins/", following.own_cases, name="own_cases"),
    path("mon-espace/mes-freins/<str:reference>/", following.own_case, name="own_case"),
    path("mon-espace/mes-freins/<str:reference>/ecrire/", following.own_case_write, name="own_case_write"),
    path("mon-espace/mes-freins/<str:reference>/retirer/", following.own_case_withdraw, name="own_case_withdraw"),
    path("mon-espace/projets/<str:reference>/freins/", following.project_barriers, name="project_barriers"),
    path("mon-espace/projets/<str:reference>/freins/<str:case>/", following.project_barrier, name="project_barrier"),
    path("mon-espace/projets/<str:reference>/freins/<str:case>/ecrire/", following.project_barrier_write, name="project_barrier_write"),
]
