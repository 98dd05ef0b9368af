"""Addresses of policy notes, of the rules that changed, and of sponsorships."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import note_desk, note_errata, notes, pairings

DESK, KEPT = "mon-espace/freins/notes/", "mon-espace/freins/notes/<str:reference>/"
PAIRINGS = "mon-espace/freins/parrainages/"
patterns: list[URLPattern] = [
    path("freins/notes/", notes.policy_notes, name="policy_notes"),
    path("freins/notes/<slug:slug>/", notes.policy_note, name="policy_note"),
    path("freins/notes/repondre/<str:key>/", notes.note_answer, name="note_answer"),
    path("freins/regles-changees/", notes.changed_rules, name="changed_rules"),
    path(DESK, note_desk.kept_notes, name="kept_notes"),
    path(DESK + "ecrire/", note_desk.note_new, name="note_new"),
    path(KEPT, note_desk.kept_note, name="kept_note"),
    path(KEPT + "apercu/", note_desk.note_preview, name="note_preview"),
    path(KEPT + "envoyer/", note_desk.note_send, name="note_send"),
    path(KEPT + "renvoyer/", note_desk.note_again, name="note_again"),
    path(KEPT + "reponse/", note_desk.note_reply, name="note_reply"),
    path(KEPT + "texte/", note_desk.note_text, name="note_text"),
    path(KEPT + "corriger/", note_errata.note_correct, name="note_correct"),
    path(KEPT + "clore/", note_desk.note_close, name="note_close"),
    path(KEPT + "mails/<int:number>/", note_desk.note_letter_aside, name="note_letter_aside"),
    path(PAIRINGS, pairings.kept_pairings, name="kept_pairings"),
    path(PAIRINGS + "proposer/", pairings.pairing_new, name="pairing_new"),
    path(PAIRINGS + "<int:number>/", pairings.kept_pairing, name="kept_pairing"),
    path("mon-espace/parrainages/", pairings.own_pairings, name="own_pairings"),
    path("mon-espace/parrainages/<int:number>/", pairings.own_pairing, name="own_pairing"),
    path("mon-espace/projets/<str:reference>/parrainages/", pairings.project_pairings, name="project_pairings"),
    path("mon-espace/projets/<str:reference>/parrainages/<int:number>/", pairings.project_pairing, name="project_pairing"),
    path("parrainages/<str:key>/", pairings.pairing_link, name="pairing_link"),
]
